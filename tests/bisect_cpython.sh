#!/usr/bin/env bash
# bisect_cpython.sh ARCHIVE [COMMITS KIND...]: `./lab bisect` over real builds of a real CPython release with
# sixteen edits (history.sh): the commit, how many builds that took, other questions over the same range, and
# Ctrl-C. With COMMITS and KINDs only the commits:
# `bisect_cpython.sh ARCHIVE 64 exits dies hangs flaky fixed branched`.
# Ends with "N passed, N failed, N skipped".
set -euo pipefail
# shellcheck source=tally.sh
. "$(dirname "$(readlink -f "$0")")/tally.sh"
archive=$(readlink -f "$1")
commits=${2-16} kinds=("${@:3}")
cd "$(dirname "$(readlink -f "$0")")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
explain() { tail -n 30 "$work/log"; }

make_history() { # KIND
  rm -rf "$work/repository"
  bash tests/history.sh "$archive" "$work/repository" "$commits" "$1" >"$work/history"
  first=$(sed -n 's/^first //p' "$work/history")
  change=$(sed -n 's/^change //p' "$work/history")
  last=$(sed -n 's/^last //p' "$work/history")
}
cat >"$work/forks.py" <<'END'
import os, sys
pid = os.fork()
if pid == 0:
    os._exit(7)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) % 256)
END
cat >"$work/processes.py" <<'END'
import multiprocessing, sys
process = multiprocessing.get_context('fork').Process(target=sys.exit, args=(3,))
process.start()
process.join()
sys.exit(process.exitcode % 256)
END
ask() { # NAME QUESTION...
  local name=$1 begin=$SECONDS status=0
  shift
  ./lab bisect --repo "$work/repository" --good "$first" --bad "$last" --state "$work/$name.state" "$@" \
    >"$work/log" 2>&1 || status=$?
  echo "bisect of $name: $((SECONDS - begin)) s"
  return "$status"
}
bisect() { ask "$1" --script "$work/$1" "${@:2}"; } # SCRIPT MORE...
parent_is_tested() {
  grep -qE "^ +$(git -C "$work/repository" rev-parse --short=12 "$change^") .* run" "$work/log"
}
if [ ${#kinds[@]} -gt 0 ]; then
  for kind in "${kinds[@]}"; do
    make_history "$kind"
    rm -f "$work/forks.py.state"
    expect "$kind: a commit is found" bisect forks.py --timeout 5 --confidence 0.9999
    expect "$kind: it is the one" grep -qxF "the change is $change" "$work/log"
    expect "$kind: its parent has been tested" parent_is_tested
    sed -n '/^forks.py, variant/,$p' "$work/log"
  done
  finish
  exit
fi
make_history dies
expect 'the commit is found' bisect forks.py
expect 'it is the one' grep -qxF "the change is $change" "$work/log"
expect 'what it was' grep -qxF '  before: script rc=7' "$work/log"
expect 'what it is' grep -qxF '  after:  script rc=250' "$work/log"
# Both ends, the change, its parent; and what it takes to get there.
expect 'in six builds of sixteen revisions' [ "$(find "$work/builds" -name '*.json' | wc -l)" -le 6 ]
expect 'another question' bisect processes.py
expect 'the same answer' grep -qxF "the change is $change" "$work/log"
expect 'from the same builds' not grep -qE '^building .*cpython' "$work/log"
expect 'a scenario' ask scenario --scenario main_thread_fork
expect 'a scenario: the same answer' grep -qxF "the change is $change" "$work/log"
expect 'a scenario: what it was' grep -qxF '  before: child rc=0' "$work/log"
expect 'a scenario: what it is' grep -q '^  after:  child signal=SIGABRT' "$work/log"
expect 'a scenario: from the same builds' not grep -qE '^building .*cpython' "$work/log"

# Ctrl-C while a revision is built: no process, no tree; and going on gives the answer.
echo '# another build' >>"$work/repository/Lib/os.py"
echo '/* another build */' >>"$work/repository/Include/pystrcmp.h"
git -C "$work/repository" -c user.name=forklab -c user.email=lab@example.org commit -qam 'One more'
setsid ./lab bisect --repo "$work/repository" --good HEAD~1 --bad HEAD --script "$work/forks.py" \
  --state "$work/stopped" >"$work/log" 2>&1 &
lab=$!
until grep -qsx cc1 /proc/[0-9]*/comm || ! kill -0 $lab 2>/dev/null; do sleep 0.1; done
kill -INT $lab
status=0
wait $lab || status=$?
expect 'Ctrl-C is 4' [ "$status" -eq 4 ]
expect 'no compiler is left' not grep -qsx cc1 /proc/[0-9]*/comm
expect 'no tree is left' [ -z "$(find "$work/stopped.d" -name 'tree-*')" ]
finish
