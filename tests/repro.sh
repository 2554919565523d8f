#!/usr/bin/env bash
# repro.sh FORKLAB RESULT BUILD PYTHON INCLUDE TRIO [EVERY]: writes the script of cells that RESULT has of
# BUILD, runs it with that build's PYTHON, and compares the signature that it prints with the record's.
#   INCLUDE: folders of its headers, separated by ':'. TRIO: the folder that trio is in.
#   EVERY: a sample, of each signature the first cell and of all cells every EVERYth; without it all cells.
# Ends with "N passed, N failed, N skipped".
set -euo pipefail
# shellcheck source=tally.sh
. "$(dirname "$(readlink -f "$0")")/tally.sh"
[ $# -ge 6 ] || { echo "repro.sh: FORKLAB RESULT BUILD PYTHON INCLUDE TRIO [EVERY]" >&2; exit 2; }
forklab=$1 result=$2 build=$3 python=$4 every=${7-1}
export FORKLAB_INCLUDE=$5 PYTHONPATH=$6
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One cell; prints nothing when all is well.
one() {
  local scenario=$1 wanted=$2 folder=$3 seen status=0
  "$forklab" repro "$scenario" --build "$build" --in "$result" -o "$folder" >/dev/null
  # What runs in the background ignores SIGINT, and Python then leaves it at that.
  seen=$(env --default-signal=INT "$python" "$folder/repro.py" --signature 2>&1) || status=$?
  [ "$seen" = "$wanted" ] || echo "$scenario: the script says \"$seen\" ($status), the record \"$wanted\""
}
export -f one
export forklab python build result

"$forklab" table "$result" --format json |
  "$python" -c '
import json, os, sys
build, every = sys.argv[1], int(sys.argv[2])
with open(sys.argv[3]) as records:
    ids = {record["scenario"]: record["id"] for record in map(json.loads, records)}
seen, number = set(), 0
for row in json.load(sys.stdin)["scenarios"]:
    cell = row["cells"].get(build)
    if cell and ids[row["scenario"]].endswith(("/guarded", "/refused")):
        os.write(3, b"guarded\n")
    elif cell and cell["what"] not in ("not run", "not applicable", "lab error", "flaky"):
        if number % every == 0 or cell["signature"] not in seen:
            print(row["scenario"], cell["signature"], sep="\t")
        seen.add(cell["signature"])
        number += 1
' "$build" "$every" "$result/observations.jsonl" >"$work/cells" 3>"$work/guarded"
guarded=$(wc -l <"$work/guarded")
[ "$guarded" -eq 0 ] || skip 'a script cannot install a fork guard: guarded cells' "$guarded"
total=$(wc -l <"$work/cells")
number=0
while IFS=$'\t' read -r scenario wanted; do
  number=$((number + 1))
  printf '%s\0%s\0%s\0' "$scenario" "$wanted" "$work/$number"
done <"$work/cells" |
  xargs -0 -n 3 -P "$(nproc)" bash -c 'one "$@"' one >"$work/wrong"
cat "$work/wrong"
failed=$(wc -l <"$work/wrong")
passed=$((total - failed))
finish
