#!/usr/bin/env bash
# lint_shell.sh ROOT [COMMANDS]: shellcheck of every shell file of the tree, by its name or first line; and of
# COMMANDS, a JSON object of names and shell that stands in Nix strings. Those run in a builder, which has
# `set -euo pipefail`: variables come from attributes, and paths of the store need no quotes. Ends with "N
# passed, N failed, N skipped".
set -euo pipefail
# shellcheck source=tally.sh
. "$(dirname "$(readlink -f "$0")")/tally.sh"
cd "$1"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

is_shell() { [[ $1 == *.sh ]] || head -n 1 "$1" | grep -qaE '^#!.*[/ ](ba|da)?sh( |$)'; }
while IFS= read -r -d '' file; do
  ! is_shell "$file" || expect "$file" shellcheck "$file"
done < <(find . \( -name .git -o -name 'build*' -type d -o -name 'result*' \) -prune -o -type f -print0 |
  sort -z)

if [ $# -gt 1 ]; then
  # Many differ in names of builds and store paths alone.
  while IFS= read -r row; do
    jq -r '"set -euo pipefail\n" + .value' <<<"$row" |
      sed -E 's|/nix/store/[a-z0-9]{32}-[^/ ;:"]*|/store|g; s/[0-9]+\.[0-9]+\.[0-9]+(-[a-z0-9]+)*/BUILD/g' \
        >"$work/command"
    sum=$(sha256sum <"$work/command" | cut -c1-16)
    [ ! -e "$work/$sum" ] || continue
    mv "$work/command" "$work/$sum"
    expect "the command of $(jq -r .key <<<"$row")" \
      shellcheck -s bash -e SC1091,SC2010,SC2016,SC2034,SC2086,SC2154 "$work/$sum"
  done < <(jq -c 'to_entries[]' "$2")
fi
finish
