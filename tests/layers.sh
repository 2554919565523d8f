#!/usr/bin/env bash
# layers.sh SRC: includes point one way, and each third-party library has one owning room.
# The rules are those of docs/architecture.md.
set -euo pipefail
# shellcheck source=tally.sh
. "$(dirname "$(readlink -f "$0")")/tally.sh"
cd "$1"

# What runs cells, and what says what it means. nix/ builds the first without the second.
execution=" axes base event status primitives python probe json toml outcome supervise matrix run cells "
# ROOM may include: these rooms besides itself.
declare -A may=(
  [base]="" [event]="" [axes]="" [status]="" [json]="base status" [toml]="base"
  [primitives]="status" [python]="primitives status" [package]="python"
  [probe]="primitives python status event axes"
  [outcome]="base event status json" [supervise]="base event status json outcome"
  [matrix]="axes base json toml outcome" [run]="axes base event json outcome supervise matrix"
  [verdict]="base json toml outcome matrix"
  [report]="base json outcome verdict matrix"
  [repro]="axes base outcome matrix verdict report"
  [cells]="base matrix run" [bisect]="base json outcome supervise matrix run"
  [gate]="base outcome supervise matrix verdict run"
  [app]="axes base status outcome matrix verdict report repro bisect run supervise"
)
# PATTERN in an include: the one room that may have it. A room that wraps a library for others (json, toml) is
# included by .cpp files alone, so nobody meets the library in a header.
declare -A owner=(
  ["boost/process"]="supervise" ["toml\+\+"]="toml" ["nlohmann/"]="json"
  ["CLI/"]="app" ["gtest/"]="gate" ["spdlog/"]="base" ["Python\.h"]="primitives"
  ["elfutils/"]="supervise"
)
wrappers=" json toml "

allows() { [[ " $1 " == *" $2 "* ]]; }

for room in $execution; do
  for other in ${may[$room]-}; do
    allows "$execution" "$other" ||
      fail "$room runs cells and $other judges them: the first may not include the second"
  done
done

for file in */*.cpp */*.hpp; do
  room=${file%%/*} before=$failed
  [ -n "${may[$room]+set}" ] || { fail "$file: the room $room has no rule in tests/layers.sh"; continue; }
  while read -r target; do
    other=${target%%/*}
    [ -d "$other" ] || continue
    [ "$other" = "$room" ] || allows "${may[$room]}" "$other" ||
      fail "$file: $room may not include $target (it may: ${may[$room]:-nothing})"
    if allows "$wrappers" "$other" && [ "$other" != "$room" ] && [[ $file == *.hpp ]]; then
      fail "$file: a header may not include $target: $other keeps its library out of headers"
    fi
  done < <(sed -nE 's/^#include "([^"]+)".*/\1/p' "$file")
  for pattern in "${!owner[@]}"; do
    ! grep -qE "^#include [<\"]$pattern" "$file" || allows "${owner[$pattern]}" "$room" ||
      fail "$file: only ${owner[$pattern]} may include $pattern"
  done
  [ "$failed" -ne "$before" ] || passed=$((passed + 1))
done

finish
