#!/usr/bin/env bash
# source_build.sh CPYTHON IDENTITY FORKLAB MATRIX GIL: a CPython built from source is what it is labelled as,
# forklab runs user scripts on it, and one that is too old for the primitives is told apart from one that
# fails.
#   IDENTITY: nix/cpython/identity.py. GIL: whether the build is labelled to have one, true or false.
# Ends with "N passed, N failed, N skipped".
set -euo pipefail
# shellcheck source=tally.sh
. "$(dirname "$(readlink -f "$0")")/tally.sh"
cpython=$1 identity=$2 forklab=$3 matrix=$4 gil=$5
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=$(find "$cpython/bin" -name 'python3.*' ! -name '*config*' | head -n 1)
cat "$cpython/identity.json"
other_gil=true
[ "$gil" = false ] || other_gil=false
for wrong in "{\"gil\": $other_gil}" '{"version": "3.14.0"}'; do
  expect_refusal "labelled $wrong" 'labelled wrongly' "$python" -I "$identity" "$wrong"
done

mkdir "$work/scripts"
echo 'import sys; sys.exit(3)' >"$work/scripts/exits.py"
echo 'import os; os.kill(os.getpid(), 11)' >"$work/scripts/dies.py"
cat >"$work/scripts/forks.py" <<'END'
import os
pid = os.fork()
if pid == 0:
    os._exit(5)
assert os.waitpid(pid, 0)[1] == 5 << 8
END
run() { "$forklab" run --matrix "$matrix" --python "$python" "$@" || [ $? -eq 3 ]; }
run --script "$work/scripts" -o "$work/scripts-out"
run --suite seed -o "$work/seed-out"
run --suite wait -o "$work/wait-out"
cat "$work"/{scripts,seed,wait}-out/observations.jsonl |
  sed -E 's/.*"scenario":"([^"]*)".*"signature":"([^"]*)","fate".*/\1 \2/' >"$work/signatures"
cat "$work/signatures"
seen() { expect "$1" grep -qxF "$1" "$work/signatures"; }
expect 'the records say how it was configured' grep -qF '"configure":"' "$work/scripts-out/observations.jsonl"
seen 'script:exits.py script rc=3'
seen 'script:dies.py script signal=SIGSEGV'
seen 'script:forks.py script rc=0'
case $python in *python3.13*)
  seen 'main_thread_fork child rc=0'
  seen 'worker_thread_fork not applicable: needs 3.14+'
  for wait in poll-wnohang waitid-wnowait pidfd sigchld asyncio-watcher untraced; do  # the wait axis
    seen "main-thread/nothing/kill-itself/$wait child signal=SIGKILL as asked"
  done
  seen 'control_subint_thread_fork not applicable: needs 3.14+'
  ;;
esac
finish
