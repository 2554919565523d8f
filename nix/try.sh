#!/usr/bin/env bash
# try.sh TREE [--base TREE] [--repo REPO] [--variant NAME] [RUN OPTIONS...]: builds a CPython tree, runs cells
# or a script on it and on what it is compared with, and prints what differs (docs/matrix.md, "A checkout").
# `./lab try` and `nix run .#try -- ...` start it; the FORKLAB variables are those of flake-program.nix.
set -euo pipefail

say() { printf 'lab: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

as_path() { if [ -e "$1" ]; then readlink -f "$1"; else echo "$1"; fi; }

what='' base='' variant=bisect repository=$PWD options=()
while [ $# -gt 0 ]; do
  case $1 in
    --base | --variant | --repo)
      [ $# -gt 1 ] || die "$1 needs a value"
      case $1 in
        --base) base=$(as_path "$2") ;;
        --variant) variant=$2 ;;
        --repo) repository=$(as_path "$2") ;;
      esac
      shift 2
      ;;
    # What follows an option of `forklab run` is its value.
    -*) options+=("$1"); shift; while [ $# -gt 0 ] && [[ $1 != -* ]]; do options+=("$1"); shift; done ;;
    *) [ -z "$what" ] || die "try takes one tree: $what or $1?"; what=$(as_path "$1"); shift ;;
  esac
done
[ -n "$what" ] || die "try what? Give a CPython folder, or a revision and --repo"
grep -qxF "[$variant]" "$FORKLAB_MATRIX/variants.toml" || die "--variant $variant: matrix/variants.toml has \
$(sed -n 's/^\[\(.*\)\]$/\1/p' "$FORKLAB_MATRIX/variants.toml" | paste -sd ' ')"

folder=${XDG_CACHE_HOME:-$HOME/.cache}/forklab/try
folder=$folder/$(printf '%s\n' "$what" "$(readlink -f "$repository")" | sha256sum | head -c 16)

# Prints a command of Nix as it can be typed again, and runs it.
run_nix() {
  { printf '+'; printf ' %q' "$FORKLAB_NIX" "$@"; echo; } >&2
  "$FORKLAB_NIX" "$@"
}
# By the name of a flake's input: Nix copies no such path again.
add_tree() { run_nix store add-path --name source "$1"; }

take_trees() {
  tree() { "$FORKLAB" tree --repo "$repository" --unread "$FORKLAB_UNREAD" "$@"; }
  mkdir -p "$folder"
  rm -rf "$folder/tree" "$folder/new-base"
  if [ -n "$base" ]; then
    tree "$what" -o "$folder/tree"
    tree "$base" -o "$folder/new-base"
  else
    tree "$what" -o "$folder/tree" --base-output "$folder/new-base"
  fi
  if [ -e "$folder/new-base" ]; then
    rm -rf "$folder/base"
    mv "$folder/new-base" "$folder/base"
  elif [ ! -d "$folder/base" ]; then
    say "$what is tried for the first time: later tries are compared with what it is now"
    cp -r "$folder/tree" "$folder/base"
  fi
}

take_trees
# Apart: what has failed inside of a word of a command is not noticed.
tree_path=$(add_tree "$folder/tree")
base_path=$(add_tree "$folder/base")
run_nix build "$FORKLAB_FLAKE#builds-local-$variant" --override-input cpython "path:$tree_path" \
  --override-input cpython-base "path:$base_path" --out-link "$folder/builds.json"
rm -rf "$folder/result"
# A script that does otherwise than its header says is what is asked about.
"$FORKLAB" run --matrix "$FORKLAB_MATRIX" --builds "$folder/builds.json" -o "$folder/result" \
  "${options[@]}" || [ -e "$folder/result/observations.jsonl" ]
echo
say "what differs between base and local, in $folder/result"
"$FORKLAB" diff --in "$folder/result" base local
