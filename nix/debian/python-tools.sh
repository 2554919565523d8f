#!/usr/bin/env bash
# python-tools.sh STATE FILE: downloads what makes a wheel (Debian packages in Python alone, which run with
# any Python 3) from the newest suite that has all of it, adds it to the Nix store by hash and writes FILE: a
# list of { name, sha256 }. STATE is that of resolve.sh; no build depends on it.
set -euo pipefail

state=$1 file=$2
mkdir -p "$state"
work=$(mktemp -d "$state/python-tools.XXXXXX")
trap 'rm -rf "$work"' EXIT
# shellcheck source=apt.sh
. "$(dirname "$(readlink -f "$0")")/apt.sh"

packages=(python3-scikit-build-core python3-packaging python3-pathspec python3-pyproject-metadata
  python3-pip python3-build python3-pyproject-hooks)

download() { # SUITE
  open_suite "$1" && mkdir "$work/$1" || return
  (cd "$work/$1" && apt_in "$1" apt-get download -t "$1" "${packages[@]}") >"$work/apt.log" 2>&1
}

found=''
for suite in testing stable; do
  ! download "$suite" || { found=$suite; break; }
done
[ -n "$found" ] ||
  die "what makes a wheel cannot be had: $(grep -m1 '^E:' "$work/apt.log" 2>/dev/null || echo 'no answer')"

say "fetched what makes a wheel ($found)"
rows=()
for deb in "$work/$found"/*.deb; do
  link=$work/$found/$(store_name "${deb##*/}")
  [ "$link" = "$deb" ] || mv "$deb" "$link"
  nix-store --add-fixed sha256 "$link" >/dev/null
  sha256=$(sha256sum "$link")
  rows+=("${link##*/}" "${sha256%% *}")
done
jq -n '[$ARGS.positional as $all | range(0; $all | length; 2) | {name: $all[.], sha256: $all[. + 1]}]' \
  --args "${rows[@]}" >"$work/found.json"
mv "$work/found.json" "$file"
