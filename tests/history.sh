#!/usr/bin/env bash
# history.sh ARCHIVE REPOSITORY COMMITS [KIND]: a git history of real edits of a real CPython release, as many as asked
# for (8 or more): edits of Doc, of Lib, of C, a header, an input of configure, one commit that does not compile, and
#   COMMITS / 2     the change of what a forked child does, by KIND: exits (with 4), dies (abort), hangs, flaky (dies
#                   three times of ten), fixed (it died before); default: dies
#   3 COMMITS / 4   one that changes a message
# Prints the commits of the change and of the first and last one. SALT: text that makes it a history of its own.
set -euo pipefail
archive=$(readlink -f "$1") repository=$2 commits=$3 kind=${4-dies}
[ "$commits" -ge 8 ] || { echo "history.sh: 8 commits or more" >&2; exit 2; }
mkdir -p "$repository"
tar -xf "$archive" -C "$repository" --strip-components=1
cd "$repository"
export GIT_AUTHOR_NAME=forklab GIT_AUTHOR_EMAIL=lab@example.org GIT_COMMITTER_NAME=forklab GIT_COMMITTER_EMAIL=lab@example.org
git init -q .
back='PyOS_AfterFork_Child();'
case $kind in
  exits) change='_exit(4);' ;;
  dies | fixed) change='abort();' ;;
  hangs) change='pause();' ;;
  flaky) change='PyOS_AfterFork_Child(); struct timespec now; clock_gettime(CLOCK_MONOTONIC, \&now); if (now.tv_nsec / 1000 % 10 < 3) abort();' ;;
  *) echo "history.sh: KIND $kind: exits, dies, hangs, flaky or fixed" >&2; exit 2 ;;
esac
child_does() { # FROM TO
  sed -i "/^os_fork_impl(/,/^}/s|$1|$2|" Modules/posixmodule.c
}
[ "$kind" != fixed ] || child_does "$back" "$change"
if [ -n "${SALT-}" ]; then
  echo "# $SALT" >>Modules/Setup
  echo "/* $SALT */" >>Include/pyport.h
fi
commit() { # SUBJECT
  when=$((${when:-1700000000} + 3600))
  git add -A
  GIT_AUTHOR_DATE="$when +0000" GIT_COMMITTER_DATE="$when +0000" git commit -qm "$1"
}
commit 'CPython 3.13.5'
echo "first $(git rev-parse HEAD)"
broken=$((commits / 4))
for ((number = 1; number <= commits; number++)); do
  if [ "$number" -eq $((commits / 2)) ]; then
    if [ "$kind" = fixed ]; then child_does "$change" "$back"; else child_does "$back" "$change"; fi
    commit "gh-99999: Change what a forked child does, $kind (GH-99998)"
    echo "change $(git rev-parse HEAD)"
    continue
  fi
  if [ "$number" -eq $((commits * 3 / 4)) ]; then
    sed -i 's/not supported for isolated subinterpreters/is not for isolated subinterpreters/' Modules/posixmodule.c
    commit 'Another message'
    continue
  fi
  if [ "$number" -eq "$broken" ]; then
    cp Python/pystrcmp.c ../pystrcmp.c
    echo 'this does not compile' >>Python/pystrcmp.c
    commit 'A mistake'
    mv ../pystrcmp.c Python/pystrcmp.c
    continue
  fi
  case $((number % 8)) in
    0) echo "/* $number */" >>Include/pystrcmp.h ;;
    1 | 5) echo "An edit, $number." >>Doc/about.rst ;;
    2 | 6) echo "# $number" >>Lib/colorsys.py ;;
    3) echo "/* $number */" >>Modules/_bisectmodule.c ;;
    4) echo "/* $number */" >>Python/pystrcmp.c ;;
    7) if [ "$number" -lt 8 ]; then echo "# $number" >>Modules/Setup; else echo "/* $number */" >>Python/mysnprintf.c; fi ;;
  esac
  commit "Edit $number"
done
echo "last $(git rev-parse HEAD)"
