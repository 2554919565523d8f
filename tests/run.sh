#!/usr/bin/env bash
# run.sh BUILD: runs the tests of a CMake build folder and ends with "N passed, N failed, N skipped"
# over single tests, not programs. Fails unless at least one was run and none failed.
set -euo pipefail
# shellcheck source=tally.sh
. "$(dirname "$(readlink -f "$0")")/tally.sh"
build=$1
status=0
ctest --test-dir "$build" --output-on-failure -j "$(nproc)" | tee "$build/ctest.log" || status=$?
total=$(sed -nE 's/^.*tests failed out of ([0-9]+).*/\1/p' "$build/ctest.log")
failed=$(sed -nE 's/.*, ([0-9]+) tests? failed out of.*/\1/p' "$build/ctest.log")
skipped=$(grep -cE '\*\*\*Skipped' "$build/ctest.log" || true)
failed=${failed:-0}
passed=$((${total:-0} - failed - skipped))
finish && [ "$status" -eq 0 ] && [ "$passed" -gt 0 ]
