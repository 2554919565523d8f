#!/usr/bin/env bash
# source_build.sh CPYTHON IDENTITY FORKLAB MATRIX GIL OBSERVATIONS...: a CPython built from source is what
# it is labelled as, forklab runs a user's scripts on it and says when one does otherwise than its header,
# and its cells are as expectations.toml has them, each by a rule: what needs 3.14 is told apart from what
# fails.
#   IDENTITY: nix/cpython/identity.py. GIL: whether the build is labelled to have one, true or false.
# Ends with "N passed, N failed, N skipped".
set -euo pipefail
# shellcheck source=tally.sh
. "$(dirname "$(readlink -f "$0")")/tally.sh"
cpython=$1 identity=$2 forklab=$3 matrix=$4 gil=$5
shift 5
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=$(find "$cpython/bin" -name 'python3.*' ! -name '*config*' | head -n 1)
cat "$cpython/identity.json"
other_gil=true
[ "$gil" = false ] || other_gil=false
for wrong in "{\"gil\": $other_gil}" '{"version": "3.14.0"}' '{"sanitizers": ["memory"]}'; do
  expect_refusal "labelled $wrong" 'labelled wrongly' "$python" -I "$identity" "$wrong"
done
# A label that nobody can check is no label.
expect_refusal 'labelled msan' 'labelled with msan' "$python" -I "$identity" '{"msan": true}'

mkdir "$work/scripts"
script() { printf '# forklab: expect = script %s\n%s\n' "$2" "$3" >"$work/scripts/$1.py"; }
script exits rc=3 'import sys; sys.exit(3)'
script dies signal=SIGSEGV 'import os; os.kill(os.getpid(), 11)'
script forks rc=0 'import os
pid = os.fork()
if pid == 0:
    os._exit(5)
assert os.waitpid(pid, 0)[1] == 5 << 8'
run_scripts() {
  "$forklab" run --matrix "$matrix" --python "$python" --script "$work/scripts" -o "$work/out"
}
expect 'scripts do what their headers say' run_scripts
script exits rc=4 'import sys; sys.exit(3)'
expect 'a script that does otherwise is told' not run_scripts
expect 'the records say how it was configured' grep -qF '"configure":"' "$work/out/observations.jsonl"

# trio needs _ssl, which a build has where the machine has OpenSSL's headers: its cells are skipped.
cat "$@" >"$work/all.jsonl"
grep -vF '"signature":"not run: this Python cannot import trio' "$work/all.jsonl" >"$work/judged.jsonl" || :
left_out=$(($(wc -l <"$work/all.jsonl") - $(wc -l <"$work/judged.jsonl")))
[ "$left_out" -eq 0 ] || skip "trio cannot be imported" "$left_out"
gate="$(dirname "$forklab")/../libexec/forklab/forklab-gate"
"$gate" --strict "$matrix" "$work/judged.jsonl" >"$work/gate.log" || cat "$work/gate.log"
if [[ $(tail -n 1 "$work/gate.log") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]]; then
  passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
  skipped=$((skipped + BASH_REMATCH[3]))
else
  fail 'the gate gave no tally'
fi
finish
