#!/usr/bin/env bash
# bisect.sh ARCHIVE [COMMITS]: the same question, over the same history of real CPython builds
# (tests/history.sh), to
#   forklab    ./lab bisect, from cold; then a second question
#   clean      git bisect run, a clean build of each revision without optimization; then the second question
#   make       git bisect run, make in one work tree with ccache, without optimization; then the second one
# Wall and CPU seconds, builds, and ratios to forklab. The change is at two thirds of the history, where git
# takes as many steps as it does on average over all places (7 of 64 commits). Takes 20 minutes on two cores
# with 64 commits. Needs ccache.
set -euo pipefail
archive=$(readlink -f "$1") commits=${2-64}
cd "$(dirname "$(readlink -f "$0")")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
command -v ccache >/dev/null || { echo 'bisect.sh: there is no ccache' >&2; exit 2; }
SALT="$$ $(date +%s)" AT=$((commits * 2 / 3)) bash tests/history.sh "$archive" "$work/repository" "$commits" \
  >"$work/history"
first=$(sed -n 's/^first //p' "$work/history")
change=$(sed -n 's/^change //p' "$work/history")
last=$(sed -n 's/^last //p' "$work/history")
cat >"$work/first.py" <<'END'
import os, sys
pid = os.fork()
if pid == 0:
    os._exit(7)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) % 256)
END
sed 's/7/8/' "$work/first.py" >"$work/second.py"
./lab build .#forklab --no-link >/dev/null 2>&1

declare -A wall cpu builds
wrong=
measure() { # NAME COMMAND...
  local name=$1 before after begin=$EPOCHREALTIME
  shift
  # CPU time of everything that has ended: builds are children of Nix, not of this shell.
  before=$(awk '/^cpu /{print $2 + $3 + $4}' /proc/stat)
  "$@" >"$work/log" 2>&1 || :
  after=$(awk '/^cpu /{print $2 + $3 + $4}' /proc/stat)
  wall[$name]=$(awk "BEGIN{print $EPOCHREALTIME - $begin}")
  cpu[$name]=$(((after - before) / $(getconf CLK_TCK)))
  grep -q "$change is the first bad commit\|the change is $change" "$work/log" ||
    { wrong+=" $name"; echo "$name did not find $change:"; tail -n 20 "$work/log"; }
}
forklab() { # QUESTION
  ./lab bisect --repo "$work/repository" --good "$first" --bad "$last" --script "$work/$1.py" \
    --state "$work/states/$1" --variant bisect
}

cat >"$work/step" <<'END'
#!/bin/bash
# step clean|make FIRST.PY STATUS: a step of git bisect run.
echo x >>"$WORK/steps"
[ "$1" = make ] || git clean -qfdx
[ "$1" != make ] || export CC='ccache gcc' CCACHE_DIR=$WORK/ccache
[ -e Makefile ] || CFLAGS=-O0 ./configure -q --with-pydebug --without-doc-strings >/dev/null 2>&1 || exit 125
make -s -j"$(nproc)" >/dev/null 2>&1 || exit 125
./python "$2"
[ $? -eq "$3" ]
END
chmod +x "$work/step"
git_bisect() { # clean|make QUESTION STATUS
  export WORK=$work
  : >"$work/steps"
  cd "$work/$1"
  git bisect start "$last" "$first"
  git bisect run "$work/step" "$1" "$work/$2.py" "$3"
  git bisect reset
  cd - >/dev/null
}

row() { # NAME BASE: as soon as it is known
  printf '%-16s %10.1f %10d %8d %9.2fx\n' "$1" "${wall[$1]}" "${cpu[$1]}" "${builds[$1]}" \
    "$(awk "BEGIN{print ${wall[$1]} / ${wall[$2]}}")"
}
printf '%-16s %10s %10s %8s %10s\n' '' 'wall s' 'CPU s' builds 'wall ratio'
measure forklab forklab first
builds[forklab]=$(find "$work/states/builds" -name '*.json' | wc -l)
row forklab forklab
measure forklab-second forklab second
builds[forklab-second]=$(($(find "$work/states/builds" -name '*.json' | wc -l) - builds[forklab]))
row forklab-second forklab-second
for way in clean make; do
  git clone -q "$work/repository" "$work/$way"
  measure $way git_bisect $way first 7
  builds[$way]=$(wc -l <"$work/steps")
  row $way forklab
  measure $way-second git_bisect $way second 8
  builds[$way-second]=$(wc -l <"$work/steps")
  row $way-second forklab-second
done
[ -z "$wrong" ] || { echo "wrong or none:$wrong" >&2; exit 1; }
