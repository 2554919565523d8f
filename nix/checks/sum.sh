#!/usr/bin/env bash
# sum.sh CHECKS NIX...: the tally over checks that have been built or have failed to be. CHECKS: a JSON
# object, of each check its name, `out` and `drv`. NIX...: a program that is called like nix. For a failed
# check the end of its log is printed, and the last tally of that is counted. Ends with the sum.
set -euo pipefail
# shellcheck source=tally.sh
. "$(dirname "$(readlink -f "$0")")/tally.sh"
checks=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
while IFS=$'\t' read -r name out drv; do
  if [ -s "$out/tally" ]; then
    tally=$(<"$out/tally")
  else
    "$@" log "$drv" >"$work/log" 2>/dev/null || :
    printf '\n--- %s failed:\n' "$name"
    tail -n 60 "$work/log"
    tally=$(tally_of "$work/log" 1)
  fi
  printf '%-40s %s\n' "$name" "$tally"
  echo "$tally" >>"$work/tallies"
done < <(jq -r 'to_entries[] | [.key, .value.out, .value.drv] | @tsv' "$checks")
sum=$(sum_tallies <"$work/tallies")
echo "$sum"
judge_tally "$sum" >/dev/null
