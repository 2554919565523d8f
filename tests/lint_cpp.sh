#!/usr/bin/env bash
# lint_cpp.sh ROOT: clang-tidy, by ROOT's .clang-tidy, over every .cpp of src that is compiled. It takes a
# clang-tidy of version 19 or later: those before cannot parse std::expected of libstdc++ 12. Ends with "N
# passed, N failed, N skipped".
set -euo pipefail
# shellcheck source=tally.sh
. "$(dirname "$(readlink -f "$0")")/tally.sh"
root=$(readlink -f "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

clang_tidy() { # prints the first one that is new enough
  local name version
  for name in clang-tidy clang-tidy-{19..25}; do
    type -P "$name" >/dev/null || continue
    version=$("$name" --version | sed -nE 's/.*version ([0-9]+).*/\1/p' | head -n 1)
    if [ "${version:-0}" -ge 19 ]; then echo "$name"; return; fi
  done
}
# Nothing is compiled, but headers that are made of files.
cmake -S "$root" -B "$work/build" -G Ninja -DFORKLAB_TESTS=OFF -DCMAKE_EXPORT_COMPILE_COMMANDS=ON \
  >"$work/log" || { cat "$work/log"; exit 1; }
cmake --build "$work/build" --target src/axes/include/axes/rows.hpp >"$work/log" ||
  { cat "$work/log"; exit 1; }
mapfile -t files < <(jq -r '.[].file' "$work/build/compile_commands.json" | sort -u)
program=$(clang_tidy)
if [ -z "$program" ]; then
  skip 'there is no clang-tidy of version 19 or later' "${#files[@]}"
  finish
  exit
fi
log_of() { echo "$work/log.${1//\//_}"; } # FILE
look_at() { "$program" --quiet -p "$work/build" "$1" >"$(log_of "$1")" 2>&1 || echo "$1"; } # FILE
export -f log_of look_at
export program work
# shellcheck disable=SC2016  # the words of the inner shell
printf '%s\0' "${files[@]}" | xargs -0 -P "$(nproc)" -n 1 bash -c 'look_at "$1"' _ >"$work/failed"
for file in "${files[@]}"; do
  explain() { grep -E 'warning:|error:' "$(log_of "$file")" | sort -u; }
  expect "${file#"$root/"}" not grep -qxF "$file" "$work/failed"
done
finish
