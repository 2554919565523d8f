#!/usr/bin/env bash
# prose.sh DIR: what people read in the tree DIR has lines of at most 110 characters: documents, Nix, shell,
# matrix. Ends with "N passed, N failed, N skipped", counted in files.
set -euo pipefail
# shellcheck source=tally.sh
. "$(dirname "$(readlink -f "$0")")/tally.sh"
cd "$1"
export LC_ALL=C.UTF-8
longest=110

long_lines() { grep -HnE "^.{$((longest + 1))}" "$1" | cut -c "1-$longest"; }

mapfile -t files < <(
  printf '%s\n' README.md CONTRIBUTING.md flake.nix lab .ci/run docs/*.md patches/*.md matrix/*.toml
  find nix -type f ! -name '*.py'
  find tests bench -name '*.sh'
)
for file in "${files[@]}"; do
  if [ ! -r "$file" ]; then
    fail "$file: cannot be read"
  elif long=$(long_lines "$file"); then
    fail "$long"
  else
    passed=$((passed + 1))
  fi
done

finish
