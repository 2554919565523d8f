#!/usr/bin/env bash
# repro.sh FORKLAB RESULT BUILD PYTHON INCLUDE TRIO: writes the script of every cell that RESULT has of BUILD,
# runs it with that build's PYTHON, and compares what it says happened with the record. Exit status and
# signature are both held against it.
#   INCLUDE: folders of its headers, separated by ':'. TRIO: the folder that trio is in.
set -euo pipefail
[ $# -eq 6 ] || { echo "repro.sh: FORKLAB RESULT BUILD PYTHON INCLUDE TRIO" >&2; exit 2; }
forklab=$1 result=$2 build=$3 python=$4
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
import json, sys
for row in json.load(sys.stdin)["scenarios"]:
    cell = row["cells"].get(sys.argv[1])
    if cell and cell["what"] not in ("not run", "not applicable", "lab error", "flaky"):
        print(row["scenario"], cell["signature"], sep="\t")
' "$build" >"$work/cells"
total=$(wc -l <"$work/cells")
[ "$total" -gt 0 ] || { echo "there are no cells of $build in $result"; exit 1; }
number=0
while IFS=$'\t' read -r scenario wanted; do
  number=$((number + 1))
  printf '%s\0%s\0%s\0' "$scenario" "$wanted" "$work/$number"
done <"$work/cells" |
  xargs -0 -n 3 -P "$(nproc)" bash -c 'one "$@"' one >"$work/wrong"
cat "$work/wrong"
failed=$(wc -l <"$work/wrong")
echo "$((total - failed)) passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
