#!/usr/bin/env bash
# soak.sh PYTHON PROBE [COUNT]: COUNT forks (default 10000) under the fork guard while three other threads
# create and destroy sub-interpreters (tests/probe/fork_soak.py). PROBE: the folder of the build's probe.
# A release build: every child lives, nothing hangs, no descriptor is left. A debug build: the same but for
# one assertion, which CPython owns, and a run without the guard shows it, too.
# Ends with "N passed, N failed, N skipped".
set -euo pipefail
# shellcheck source=tally.sh
. "$(dirname "$(readlink -f "$0")")/tally.sh"
python=$1 probe=$2 count=${3:-10000}
unguarded=200
script=$(dirname "$(readlink -f "$0")")/probe/fork_soak.py
log=$(mktemp)
trap 'rm -f "$log"' EXIT

read -r is_debug is_supported < <("$python" -I -c 'import sys
gil = getattr(sys, "_is_gil_enabled", lambda: True)()
print(hasattr(sys, "gettotalrefcount"), sys.version_info >= (3, 14) and gil)')

soak() { "$python" -I "$script" "$probe" "$@" 2>&1 | tee "$log"; }
counted() { tail -n 1 "$log" | grep -oP "(^|\b)$1=\K[0-9]+"; } # WHICH: of the last run
is() { [ "$(counted "$1")" -eq "$2" ]; }                        # WHICH COUNT
assertion_seen() { [ "$(counted assertion)" -gt 0 ]; }
explain() { cat "$log"; }

if [ "$is_supported" = False ]; then
  skip 'the guard is for Python 3.14 and later with a GIL'
  finish
  exit
fi
soak "$count" guard
for what in died hung descriptors; do expect "$what: none" is "$what" 0; done
if [ "$is_debug" = False ]; then
  expect 'all lived' is lived "$count"
else
  expect 'all lived, or met the assertion' is lived $((count - $(counted assertion)))
  if assertion_seen; then
    echo "without the guard:"
    soak "$unguarded" none 5
    expect 'the assertion is there without the guard, too' assertion_seen
  else
    skip 'the assertion was not met'
  fi
fi
finish
