#!/usr/bin/env bash
# prose.sh DIR: what people read in the tree DIR has lines of at most 110 characters: documents, Nix, shell,
# matrix. Ends with "N passed, N failed, N skipped", counted in files.
set -euo pipefail
# shellcheck source=tally.sh
. "$(dirname "$(readlink -f "$0")")/tally.sh"
cd "$1"
export LC_ALL=C.UTF-8
longest=110

# Files that still have longer lines. The list may only get shorter, and has to be empty in the end: a file
# that needs it no more fails until it is struck off.
later=(
  nix/cpython/headers.nix nix/cpythons.nix nix/debian/confined nix/debian/packages.nix nix/debian/prefix.nix
  nix/debian/resolve.sh nix/lab.nix nix/local.nix nix/outputs.nix nix/shell.nix nix/sources.nix
  tests/bisect.sh tests/bisect_cpython.sh tests/browser/run.sh tests/history.sh tests/lab_test.sh
  tests/layers.sh tests/readme.sh tests/remote.sh tests/sandbox.sh tests/stability.sh tests/try.sh
)

long_lines() { grep -HnE "^.{$((longest + 1))}" "$1" | cut -c "1-$longest"; }
is_excepted() { [[ " ${later[*]} " == *" $1 "* ]]; }

mapfile -t files < <(
  printf '%s\n' README.md CONTRIBUTING.md flake.nix lab .ci/run docs/*.md matrix/*.toml
  find nix -type f ! -name '*.py'
  find tests bench -name '*.sh'
)
for file in "${files[@]}"; do
  if [ ! -r "$file" ]; then
    fail "$file: cannot be read"
  elif long=$(long_lines "$file"); then
    if is_excepted "$file"; then skip "$file has longer lines"; else fail "$long"; fi
  elif is_excepted "$file"; then
    fail "$file: has no line over $longest characters any more: strike it off the list in tests/prose.sh"
  else
    passed=$((passed + 1))
  fi
done
for file in "${later[@]}"; do
  [ -e "$file" ] || fail "$file: is there no more: strike it off the list in tests/prose.sh"
done

finish
