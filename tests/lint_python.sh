#!/usr/bin/env bash
# lint_python.sh ROOT: every Python file of the tree compiles and has no fault that pyflakes sees. A file of
# src/axes or src/snippets is a part of a program, put into a function or a scene with names around it: those
# are compiled, as the body of a function where they are none of their own. @NAME@, which something is put in
# the place of, is read as None. Ends with "N passed, N failed, N skipped".
set -euo pipefail
# shellcheck source=tally.sh
. "$(dirname "$(readlink -f "$0")")/tally.sh"
cd "$1"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: >"$work/faults"
pyflakes=$(type -P pyflakes3 || type -P pyflakes || :)

filled() { sed -E 's/@[A-Z_]+@/None/g' "$1"; } # FILE
compiles() { # FILE
  filled "$1" >"$work/filled"
  python3 - "$1" "$work/filled" <<'PYTHON'
import sys, textwrap
name = sys.argv[1]
text = open(sys.argv[2]).read()
try:
    compile(text, name, "exec")
except SyntaxError:
    if not name.startswith(("src/axes/", "src/snippets/")):
        raise
    compile("async def part():\n" + textwrap.indent(text, "  "), name, "exec")
PYTHON
}
# Where whole lines are put in, others may use what is imported and make what is used.
has_no_fault() {
  filled "$1" | "$pyflakes" >"$work/faults" 2>&1 || :
  ! grep -qxE '@[A-Z_]+@' "$1" || sed -i -E "/undefined name|imported but unused/d" "$work/faults"
  [ ! -s "$work/faults" ]
}
explain() { sed "s|^<stdin>|$file|" "$work/faults"; }
# Of tests/cpython-tree only the names are Python's.
mapfile -t files < <(find . \( -name 'build*' -type d -o -path ./tests/cpython-tree \) -prune -o \
  -name '*.py' -print | sed 's|^\./||' | sort)
for file in "${files[@]}"; do
  expect "$file compiles" compiles "$file"
  case $file in
    src/axes/* | src/snippets/*) ;;
    *)
      if [ -n "$pyflakes" ]; then
        expect "$file has no fault" has_no_fault "$file"
      else
        skip "$file: there is no pyflakes"
      fi
      ;;
  esac
done
finish
