#!/usr/bin/env bash
# layers.sh SRC: includes point one way, and each third-party library has one owning room.
# The rules are those of docs/architecture.md.
set -euo pipefail
cd "$1"
failed=0 passed=0

# ROOM may include: these rooms besides itself.
declare -A may=(
  [base]="" [event]="" [snippets]="" [primitives]="event" [probe]="primitives event snippets"
  [outcome]="base event primitives" [supervise]="base event primitives outcome"
  [matrix]="base event outcome" [verdict]="base outcome matrix"
  [report]="base outcome verdict matrix"
  [repro]="base event snippets outcome matrix verdict report"
  [bisect]="base outcome report run"
  [run]="base event primitives outcome supervise matrix"
  [gate]="base outcome supervise matrix verdict report run"
  [app]="base event primitives outcome matrix verdict report repro bisect run supervise"
)
# PATTERN in an include: the rooms that may have it.
declare -A owner=(
  ["boost/process"]="supervise" ["toml\+\+"]="matrix" ["nlohmann/"]="outcome matrix supervise run"
  ["CLI/"]="app" ["gtest/"]="gate" ["spdlog/"]="base" ["Python\.h"]="primitives probe"
  ["elfutils/"]="supervise"
)

wrong() { echo "$1"; failed=$((failed + 1)); }
allows() { [[ " $1 " == *" $2 "* ]]; }

for file in */*.cpp */*.hpp; do
  room=${file%%/*} before=$failed
  [ -n "${may[$room]+set}" ] || { wrong "$file: the room $room has no rule in tests/layers.sh"; continue; }
  while read -r target; do
    other=${target%%/*}
    [ -d "$other" ] || continue
    [ "$other" = "$room" ] || allows "${may[$room]}" "$other" ||
      wrong "$file: $room may not include $target (it may: ${may[$room]:-nothing})"
  done < <(sed -nE 's/^#include "([^"]+)".*/\1/p' "$file")
  for pattern in "${!owner[@]}"; do
    ! grep -qE "^#include [<\"]$pattern" "$file" || allows "${owner[$pattern]}" "$room" ||
      wrong "$file: only ${owner[$pattern]} may include $pattern"
  done
  [ "$failed" -ne "$before" ] || passed=$((passed + 1))
done

echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
