#!/usr/bin/env bash
# resolve.sh FAMILIES.json STATE LOCK: finds the CPython builds of a Debian mirror, downloads their
# closures, adds them to the Nix store by hash and writes the lock.
#
# FAMILIES.json  the [[family]] rows of matrix/builds.toml with origin "debian"
# STATE          a folder of our own: apt's lists and archives live there, the system's own apt
#                configuration, lists and dpkg status are not touched
# LOCK           written last and whole: every .deb with version and sha256, closures, builds
set -euo pipefail

families=$1 state=$2 lock=$3
mkdir -p "$state/archives/partial" "$state/store"
work=$(mktemp -d "$state/resolve.XXXXXX")
trap 'rm -rf "$work"' EXIT

# shellcheck source=apt.sh
. "$(dirname "$(readlink -f "$0")")/apt.sh"

# The version of PACKAGE that `install -t SUITE` would take; empty when there is none.
candidate() {
  apt_in "$1" apt-cache -o APT::Default-Release="$1" policy "$2" 2>/dev/null |
    awk '$1 == "Candidate:" && $2 != "(none)" { print $2 }'
}

# 3.15.0~rc1-1+b2 -> 3.15.0rc1
upstream_version() { sed -E 's/^[0-9]+://; s/-[^-]*$//; s/~//g; s/\+(dfsg|ds).*//' <<<"$1"; }

# Names of the .debs of a closure, one a line; downloads what is not there.
fetch_closure() {
  local suite=$1 family=$2
  local packages=("$family" "$family-dbg" "$family-dev" "lib$family-dbg" python3-trio)
  # Listed against an empty archive: apt leaves out what it has already.
  mkdir -p "$work/empty/partial"
  apt_in "$suite" apt-get -o Dir::Cache::archives="$work/empty" -t "$suite" -y --print-uris \
    install "${packages[@]}" 2>"$work/apt.log" |
    awk '/^\047/ { print $2 }' | sort >"$work/debs" || return 1
  [ -s "$work/debs" ] || return 1
  apt_in "$suite" apt-get -t "$suite" -y --download-only install "${packages[@]}" >"$work/apt.log" 2>&1
}

builds=() closures=() told=()
is_told() { local one; for one in "${told[@]-}"; do [ "$one" != "$1" ] || return 0; done; return 1; }

add_builds() { # FAMILY VARIANTS PACKAGE-VERSION CLOSURE REASON
  local family=$1 variants=$2 package_version=$3 closure=$4 reason=$5 variant version suffix
  version=$(upstream_version "$package_version")
  for variant in $variants; do
    suffix=""
    [ "$variant" != debug ] || suffix=d
    builds+=("$(jq -cn --arg version "$version" --arg variant "$variant" --arg closure "$closure" \
      --arg package "$family $package_version" --arg executable "$family$suffix" --arg reason "$reason" \
      '{id: "\($version)-\($variant)-debian", $version, $variant, origin: "debian", $package,
        $executable, $closure} + if $reason == "" then {} else {unavailable: $reason} end')")
  done
}

look_in_suite() { # SUITE FAMILY VARIANTS
  local suite=$1 family=$2 variants=$3 version closure
  version=$(candidate "$suite" "$family")
  [ -n "$version" ] && ! is_told "$family $version" || return 0
  told+=("$family $version")
  closure=$family-${version//[^A-Za-z0-9.+-]/_}
  say "fetching $family $version ($suite)"
  if fetch_closure "$suite" "$family"; then
    cp "$work/debs" "$work/$closure.debs"
    closures+=("$closure")
    add_builds "$family" "$variants" "$version" "$closure" ""
  else
    say "$family $version cannot be had from $suite:" \
      "$(grep -m1 -E '^E:|unmet|404' "$work/apt.log" || tail -n1 "$work/apt.log")"
    add_builds "$family" "$variants" "$version" "" "its closure cannot be downloaded from suite $suite"
  fi
}

mapfile -t suites < <(
  jq -r '[.[].suites[]] | reduce .[] as $s ([]; if index([$s]) then . else . + [$s] end) | .[]' "$families"
)
opened=()
for suite in "${suites[@]}"; do
  say "looking into suite $suite"
  if open_suite "$suite"; then
    opened+=("$suite")
  else
    say "  not there: $(grep -m1 -E '^(E|W|Err)' "$work/update.log" || echo 'no answer')"
  fi
done
[ ${#opened[@]} -gt 0 ] ||
  die "none of the suites ${suites[*]} can be had from the Debian mirror apt uses; is there a network?"

while IFS=$'\t' read -r family variants required wanted; do
  before=${#closures[@]}
  for suite in "${opened[@]}"; do
    [[ " $wanted " != *" $suite "* ]] || look_in_suite "$suite" "$family" "$variants"
  done
  [ "$required" != true ] || [ "${#closures[@]}" -gt "$before" ] ||
    die "no suite of the mirror offers $family (looked in: ${opened[*]})"
done < <(
  jq -r '.[]
    | [.package, (.variants | join(" ")), (.required // true | tostring), (.suites | join(" "))]
    | @tsv' "$families"
)

# The release tarballs that the mirror has as source, byte for byte upstream's: matrix/sources.toml pins
# their hashes, so that others can only be unused.
fetch_sources() {
  local suite folder=$state/sources tarball version
  mkdir -p "$folder"
  for suite in "${opened[@]}"; do
    sed -i 's/^deb \(.*\)/&\ndeb-src \1/' "$state/suites/$suite/sources.list"
    apt_in "$suite" apt-get update >"$work/update.log" 2>&1 || continue
    (
      cd "$folder" && apt_in "$suite" apt-get -t "$suite" source --download-only --only-source python3.13 \
        >"$work/apt.log" 2>&1
    ) || continue
  done
  for tarball in "$folder"/python3.*.orig.tar.xz; do
    [ -e "$tarball" ] || continue
    version=${tarball##*_} version=${version%.orig.tar.xz}
    ln -f "$tarball" "$state/store/Python-$version.tar.xz"
    nix-store --add-fixed sha256 "$state/store/Python-$version.tar.xz" >/dev/null
    sources+=("$(sha256sum "$state/store/Python-$version.tar.xz" | cut -d' ' -f1)")
  done
}
sources=()
say "looking for sources"
fetch_sources

say "adding $(sort -u "$work"/*.debs | wc -l) packages to the Nix store"
: >"$work/all.jsonl"
links=()
while read -r deb; do
  link=$state/store/$(store_name "$deb")
  ln -f "$state/archives/$deb" "$link" 2>/dev/null || cp "$state/archives/$deb" "$link"
  links+=("$link")
done < <(sort -u "$work"/*.debs)
nix-store --add-fixed sha256 "${links[@]}" >/dev/null
sha256sum "${links[@]}" | while read -r sha256 link; do
  name=${link##*/}
  package=${name%%_*} version=${name#*_}
  jq -cn --arg name "$name" --arg package "$package" --arg version "${version%_*}" --arg sha256 "$sha256" \
    '{key: $name, value: {$package, $version, $sha256}}' >>"$work/all.jsonl"
done
for closure in "${closures[@]}"; do
  while read -r deb; do store_name "$deb"; echo; done <"$work/$closure.debs" |
    jq -Rn --arg closure "$closure" '{key: $closure, value: [inputs]}'
done | jq -s from_entries >"$work/closures.json"

# Two builds of one version and variant are told apart by the Debian revision.
printf '%s\n' "${builds[@]}" |
  jq -s --slurpfile closures "$work/closures.json" --slurpfile debs "$work/all.jsonl" --args '
  [group_by(.id)[] | if length > 1 then .[] | .id += "-" + (.package | split("-") | last) else .[] end]
  | sort_by([(.version | split(".") | map(capture("^(?<n>[0-9]+)").n | tonumber)), .variant == "debug"])
    as $builds
  | {schema: 1, builds: $builds, closures: $closures[0], debs: ($debs | from_entries),
     sources: $ARGS.positional}' -- "${sources[@]}" >"$work/lock.json"
mv "$work/lock.json" "$lock"
rm -rf "$state/store"
