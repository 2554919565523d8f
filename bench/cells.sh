#!/usr/bin/env bash
# cells.sh FORKLAB MATRIX PYTHON PROBE [RUNS]: what supervision costs, as ratios within one run.
#
# The same cell (main_thread_fork) RUNS times: by forklab, by the bare probe command under xargs -P,
# by ctest with a test per run, and by an empty Python. All use all CPUs. Prints seconds and ratios;
# asserts nothing.
set -euo pipefail
forklab=$1 matrix=$2 python=$3 probe=$4 runs=${5:-300}
jobs=$(nproc)
# The words of that scenario: src/axes/words.hpp.
code="import sys; sys.path.append('$probe'); import forklab
sys.exit(forklab._run(-1, -1, -1, ['scene=def scene():\n fork_and_wait()', 'wait-by=waitpid',
  'fork=def fork():\n import os, forklab\n pid = os.fork()\n if pid: return pid\n forklab._be_child()']))"

seconds() { # COMMAND...
  local begin=$EPOCHREALTIME
  "$@" >/dev/null 2>&1
  awk -v a="$begin" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.3f", b - a }'
}
many() { seq "$runs" | xargs -P "$jobs" -I{} "$@"; }

many "$python" -I -c "$code" >/dev/null 2>&1 # warm
empty=$(seconds many "$python" -I -c pass)
bare=$(seconds many "$python" -I -c "$code")
lab=$(seconds "$forklab" run --matrix "$matrix" --python "$python" --probe "$probe" \
  --scenario main_thread_fork --repeat "$runs" --jobs "$jobs")

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
printf '%s' "$code" >"$folder/code.py"
for i in $(seq "$runs"); do
  printf 'add_test(run-%s "%s" -I "%s/code.py")\n' "$i" "$python" "$folder"
done >"$folder/CTestTestfile.cmake"
ctest=$(seconds ctest --test-dir "$folder" -j "$jobs")

awk -v runs="$runs" -v jobs="$jobs" -v empty="$empty" -v bare="$bare" -v lab="$lab" -v ctest="$ctest" 'BEGIN {
  printf "%d runs, %d at once\n", runs, jobs
  printf "%-34s %8.3f s %7.0f /s\n", "empty Python", empty, runs / empty
  printf "%-34s %8.3f s %7.0f /s\n", "bare probe under xargs", bare, runs / bare
  printf "%-34s %8.3f s %7.0f /s\n", "forklab run", lab, runs / lab
  printf "%-34s %8.3f s %7.0f /s\n", "ctest, a Python per run", ctest, runs / ctest
  printf "forklab / bare probe: %.2f\n", lab / bare
  printf "forklab / ctest: %.2f\n", lab / ctest
}'
