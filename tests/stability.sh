#!/usr/bin/env bash
# stability.sh CELLS MATRIX BUILDS SUITE [RUNS]: do cells do the same every time, on a busy machine too?
#
# Runs every cell of the suite on the builds of BUILDS RUNS times (default 10), then as often again with
# all CPUs kept busy, and compares. Says which cells differ, with the counts of each signature. Ends with
# "N passed, N failed, N skipped"; a cell passes when all of its runs have one signature.
set -euo pipefail
# shellcheck source=tally.sh
. "$(dirname "$(readlink -f "$0")")/tally.sh"
cells=$1 matrix=$2 builds=$3 suite=$4 runs=${5:-10}
folder=$(mktemp -d)
hogs=()
end() {
  [ ${#hogs[@]} -eq 0 ] || kill "${hogs[@]}" 2>/dev/null || :
  rm -rf "$folder"
}
trap end EXIT

run() {
  "$cells" "$matrix" --builds "$builds" --suite "$suite" --repeat "$runs" -o "$folder/$1" >"$folder/$1.txt"
}

# What diff(1) compares: a line a cell, its most frequent signature at the end.
signatures() {
  sed -E 's/.*"scenario":"([^"]*)".*"signature":"([^"]*)","fate".*/\1: \2/' "$folder/$1/observations.jsonl"
}

echo "$runs runs of every cell"
run idle
echo "$runs more with all CPUs busy"
for _ in $(seq "$(nproc)"); do
  while :; do :; done &
  hogs+=($!)
done
run busy

total=$(grep -c . "$folder/idle/observations.jsonl")
# Cells with one signature in all runs, and the same bytes in both.
same=$(cat "$folder"/{idle,busy}/observations.jsonl | grep "\"count\":$runs," | sort | uniq -d |
  grep -c . || :)
if [ "$same" -ne "$total" ]; then
  diff <(signatures idle) <(signatures busy) || :
  for which in idle busy; do
    grep -v "\"count\":$runs," "$folder/$which/observations.jsonl" | sed -E "s/^/flaky when $which: /" || :
  done
fi
passed=$same failed=$((total - same))
finish
