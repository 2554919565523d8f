#!/usr/bin/env bash
# readme.sh ARCHIVE|'': runs every command that README.md and docs/ show, as they stand there, on the builds
# of a lab that `./lab build` has set up. ARCHIVE: a CPython release, out of which ~/src/cpython is made;
# without it the commands about a checkout are skipped, and said to be.
# A command is an indented line that begins with ./lab, cmake or build/; a new one is run without a word here.
# Ends with "N passed, N failed, N skipped".
set -euo pipefail
# shellcheck source=tally.sh
. "$(dirname "$(readlink -f "$0")")/tally.sh"
archive=${1:+$(readlink -f "$1")}
cd "$(dirname "$(readlink -f "$0")")/.."
work=$(mktemp -d)
made=()
trap 'rm -rf "$work" "${made[@]}"' EXIT
export XDG_CACHE_HOME=${XDG_CACHE_HOME:-$HOME/.cache} HOME=$work/home

commands() {
  sed -nE 's/^    ((\.\/lab|cmake|build\/)[^#]*[^# ]) *(#.*)?$/\1/p' README.md docs/*.md | awk '!seen[$0]++'
}

# What the commands are about: a script of the reader's, a checkout with a release's tag and an interpreter.
prepare() {
  python=$(./lab eval --raw .#program.builds 2>/dev/null |
    jq -r '[.builds[] | select(.variant == "release" and .unavailable == null)] | last | .python')
  [ -e repro.py ] || made+=("$PWD/repro.py")
  cat >repro.py <<'END'
import os, sys
pid = os.fork()
if pid == 0:
    os._exit(7)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) % 256)
END
  mkdir -p "$HOME/src"
  [ -n "$archive" ] || return 0
  bash tests/history.sh "$archive" "$HOME/src/cpython" 16 exits >"$work/history"
  export GIT_AUTHOR_NAME=forklab GIT_AUTHOR_EMAIL=lab@example.org
  export GIT_COMMITTER_NAME=forklab GIT_COMMITTER_EMAIL=lab@example.org
  git -C "$HOME/src/cpython" tag v3.14.0 "$(sed -n 's/^first //p' "$work/history")"
  echo 'A sentence.' >>"$HOME/src/cpython/Doc/about.rst"
  git -C "$HOME/src/cpython" commit -qam 'Edit Doc'
  git -C "$HOME/src/cpython" tag v3.15.0a1
  ln -s "$python" "$HOME/src/cpython/python"
  echo /python >>"$HOME/src/cpython/.git/info/exclude"
}

# Why a command is not run here; nothing for one that is.
reason_to_skip() {
  case $1 in
    './lab build' | './lab check' | './lab check --deep') echo '.ci/run runs it' ;;
    './lab bisect '*' --scenario '*)
      echo 'the release in reach is older than 3.14, and the scenario needs that' ;;
    *'~/src/cpython'*) [ -n "$archive" ] || echo 'no source release is in reach' ;;
  esac
}

# 1 is the answer of a comparison that found a difference.
fits() { # COMMAND STATUS
  case $1 in *' diff '*) [ "$2" -eq 1 ] ;; *) [ "$2" -eq 0 ] ;; esac
}

prepare
while IFS= read -r command; do
  reason=$(reason_to_skip "$command")
  if [ -n "$reason" ]; then
    skip "$command ($reason)"
    continue
  fi
  begin=$SECONDS status=0
  # No machine of the tests has this one.
  bash -c "${command//\/usr\/bin\/python3.14/$python}" >"$work/log" 2>&1 </dev/null || status=$?
  if fits "$command" "$status"; then
    echo "ran in $((SECONDS - begin)) s: $command"
    passed=$((passed + 1))
  else
    fail "with status $status: $command"
    tail -n 20 "$work/log"
  fi
done < <(commands)
finish
