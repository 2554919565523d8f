#!/usr/bin/env bash
# try.sh ARCHIVE: `./lab try` on a real CPython release: an edit of Doc builds nothing, an edit of a C file
# builds what it touches without configuring again, and its effect on a script is shown.
# Ends with "N passed, N failed, N skipped".
set -euo pipefail
# shellcheck source=tally.sh
. "$(dirname "$(readlink -f "$0")")/tally.sh"
archive=$(readlink -f "$1")
cd "$(dirname "$(readlink -f "$0")")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir "$work/tree"
tar -xf "$archive" -C "$work/tree" --strip-components=1
cat >"$work/forks.py" <<'END'
import os, sys
pid = os.fork()
if pid == 0:
    os._exit(7)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) % 256)
END
try() { # LOG: the exit status of the comparison
  local status=0 begin=$SECONDS
  ./lab try "$work/tree" --script "$work/forks.py" >"$1" 2>&1 || status=$?
  echo "$1: $((SECONDS - begin)) s, exit status $status"
  return "$status"
}
built() { grep -E '^building .*(cpython-local|cpython-configured)' "$1"; }
nothing_built() { ! built "$1"; }

expect 'a tree is what it was' try "$work/first"
echo 'An edit.' >>"$work/tree/Doc/about.rst"
expect 'an edit of Doc changes nothing' try "$work/doc"
expect 'an edit of Doc builds nothing' nothing_built "$work/doc"
# Every forked child is aborted.
cp "$work/tree/Modules/posixmodule.c" "$work/"
sed -i '/^os_fork_impl(/,/PyOS_AfterFork_Child();/s/PyOS_AfterFork_Child();/abort();/' \
  "$work/tree/Modules/posixmodule.c"
expect 'an edit of posixmodule.c changes the outcome' not try "$work/edit"
expect 'it says from what' grep -qxF -- '  - script rc=7' "$work/edit"
expect 'it says to what' grep -qxF -- '  + script rc=250' "$work/edit"
expect 'it is not configured again' not grep -q '^building .*cpython-configured' "$work/edit"
# A header that the Makefile does not know posixmodule.o to read, alone.
cp "$work/posixmodule.c" "$work/tree/Modules/"
sed -i '/^os_fork(PyObject/,/^}/s/return os_fork_impl(module);/_exit(9);/' \
  "$work/tree/Modules/clinic/posixmodule.c.h"
expect 'an edit of a header that posixmodule.c reads changes the outcome' not try "$work/header"
expect 'it says to what the header changed it' grep -qxF -- '  + script rc=9' "$work/header"
expect 'no CPython tree' not ./lab try "$work" >"$work/none" 2>&1
expect 'no CPython tree is said to be none' grep -q 'is no CPython tree' "$work/none"
# Nothing that this checkout's configuration names is started, by root or by the caller.
git clone -q . "$work/lab"
printf '#!/bin/sh\necho started >>"%s"\n' "$work/started" >"$work/starts"
chmod +x "$work/starts"
for key in core.fsmonitor filter.x.clean filter.x.smudge filter.x.process; do
  git -C "$work/lab" config "$key" "$work/starts"
done
echo '* filter=x' >"$work/lab/.git/info/attributes"
touch "$work/lab/README.md"
expect 'a checkout whose configuration names programs' \
  "$work/lab/lab" eval --raw .#forklab.name >"$work/name" 2>"$work/hostile"
expect 'none of them is started' [ ! -e "$work/started" ]
git -C "$work/lab" status >/dev/null 2>&1 || :
expect 'git by itself starts them' [ -e "$work/started" ]
[ "$failed" -eq 0 ] || tail -n 40 "$work"/{first,doc,edit,header,hostile}
finish
