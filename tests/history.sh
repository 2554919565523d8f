#!/usr/bin/env bash
# history.sh ARCHIVE REPOSITORY COMMITS [KIND]: a git history of real edits of a real CPython release, as
# many as asked for (16 or more): edits of Doc, of Lib, of C, of a header, one of an input of configure, two
# commits that do not compile, and
#   COMMITS / 2     (or AT) the change of what a forked child does, by KIND: exits (with 4), dies (abort),
#                   hangs, flaky (dies three times of ten), fixed (it died before), branched (dies, and the
#                   change is on a branch that is merged later); default: dies
#   3 COMMITS / 4   one that changes a message
# Prints the commits of the change and of the first and last one. SALT: text that makes it a history of its
# own; AT: a number from 1 to COMMITS, which commit is the change.
set -euo pipefail
archive=$(readlink -f "$1") repository=$2 commits=$3 kind=${4-dies}
at=${AT-$((commits / 2))}
[ "$commits" -ge 16 ] || { echo "history.sh: 16 commits or more" >&2; exit 2; }
mkdir -p "$repository"
tar -xf "$archive" -C "$repository" --strip-components=1
cd "$repository"
export GIT_AUTHOR_NAME=forklab GIT_AUTHOR_EMAIL=lab@example.org
export GIT_COMMITTER_NAME=forklab GIT_COMMITTER_EMAIL=lab@example.org
git init -q -b main .
back='PyOS_AfterFork_Child();'
case $kind in
  exits) change='_exit(4);' ;;
  dies | fixed | branched) change='abort();' ;;
  hangs) change='pause();' ;;
  flaky)
    change='PyOS_AfterFork_Child(); struct timespec now; clock_gettime(CLOCK_MONOTONIC, \&now);'
    change+=' if (now.tv_nsec / 1000 % 10 < 3) abort();'
    ;;
  *) echo "history.sh: KIND $kind: exits, dies, hangs, flaky, fixed or branched" >&2; exit 2 ;;
esac
child_does() { # FROM TO
  sed -i "/^os_fork_impl(/,/^}/s|$1|$2|" Modules/posixmodule.c
}
[ "$kind" != fixed ] || child_does "$back" "$change"
if [ -n "${SALT-}" ]; then
  echo "# $SALT" >>configure
  echo "/* $SALT */" >>Include/pyport.h
fi
commit() { # SUBJECT
  when=$((${when:-1700000000} + 3600))
  git add -A
  GIT_AUTHOR_DATE="$when +0000" GIT_COMMITTER_DATE="$when +0000" git commit -qm "$1"
}
commit 'CPython 3.13.5'
echo "first $(git rev-parse HEAD)"

the_change() {
  if [ "$kind" = fixed ]; then child_does "$change" "$back"; else child_does "$back" "$change"; fi
  commit "gh-99999: Change what a forked child does, $kind (GH-99998)"
  echo "change $(git rev-parse HEAD)"
}
another_message() {
  sed -i 's/not supported for isolated subinterpreters/is not for isolated subinterpreters/' \
    Modules/posixmodule.c
  commit 'Another message'
}
mistake() { # FILE
  echo 'this does not compile' >>"$1"
  commit "A mistake in $1"
  sed -i '$d' "$1"  # gone with the next commit
}
# A branch edits files of its own, so that merging it is no conflict.
edit() { # NUMBER
  local files=(
    Include/internal/pycore_call.h Doc/about.rst Lib/colorsys.py Modules/_bisectmodule.c
    Python/pystrcmp.c Python/mysnprintf.c
  )
  [ "$(git branch --show-current)" = main ] || files=(
    Include/internal/pycore_ceval.h Doc/license.rst Lib/sched.py Modules/_heapqmodule.c
    Python/mystrtoul.c Python/getcopyright.c
  )
  case $(($1 % 8)) in
    0)
      [ $(($1 % 32)) -ne 0 ] || files[0]=Include/pystrcmp.h
      echo "/* $1 */" >>"${files[0]}"
      ;;
    1 | 5) echo "An edit, $1." >>"${files[1]}" ;;
    2 | 6) echo "# $1" >>"${files[2]}" ;;
    3) echo "/* $1 */" >>"${files[3]}" ;;
    4) echo "/* $1 */" >>"${files[4]}" ;;
    7) if [ "$1" -eq 7 ]; then echo "# $1" >>Modules/Setup; else echo "/* $1 */" >>"${files[5]}"; fi ;;
  esac
  commit "Edit $1"
}
for ((number = 1; number <= commits; number++)); do
  if [ "$kind" = branched ]; then
    [ "$number" -ne $((commits * 3 / 8)) ] || git checkout -q -b side
    [ "$number" -ne $((commits * 5 / 8 + 2)) ] || git checkout -q main
    if [ "$number" -eq $((commits - 1)) ]; then
      git merge -q --no-ff --no-commit side
      commit 'Merge branch side'
      continue
    fi
  fi
  case $number in
    "$at") the_change ;;
    $((commits * 3 / 4))) another_message ;;
    $((commits / 4))) mistake Python/pystrcmp.c ;;
    $((commits * 5 / 8))) mistake Modules/_heapqmodule.c ;;
    *) edit "$number" ;;
  esac
done
echo "last $(git rev-parse HEAD)"
