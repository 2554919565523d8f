#!/usr/bin/env bash
# tally_test.sh ROOT: what counts tests (tally.sh) and what reads their tallies (nix/checks/tally.sh, sum.sh).
# Ends with "N passed, N failed, N skipped".
set -euo pipefail
# shellcheck source=tally.sh
. "$(dirname "$(readlink -f "$0")")/tally.sh"
root=$(readlink -f "$1")
# shellcheck source=../nix/checks/tally.sh
. "$root/nix/checks/tally.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# --- what a check's tally says ---

for tally in '3 passed, 0 failed, 0 skipped' '0 passed, 0 failed, 1 skipped' '3 passed, 0 failed'; do
  expect "\"$tally\" is a pass" judge_tally "$tally"
done
expect_refusal 'a failure is no pass' '2 failed' judge_tally '3 passed, 2 failed, 0 skipped'
expect_refusal 'nothing is no pass' 'checked nothing' judge_tally '0 passed, 0 failed, 0 skipped'
expect_refusal 'nothing in two words is no pass' 'checked nothing' judge_tally '0 passed, 0 failed'
for tally in '' 'passed' '3 passed' ' 3 passed, 0 failed' '3 passed, 0 failed, 0 skipped.' \
  '-3 passed, 0 failed'; do
  expect_refusal "\"$tally\" is none" 'is no tally' judge_tally "$tally"
done

says() { [ "$("${@:2}")" = "$1" ]; }
printf '1 passed, 0 failed\nmore\n 7 passed, 0 failed\n2 passed, 0 failed, 3 skipped\nend\n' >"$work/log"
echo hello >"$work/words"
expect 'the last one of a log counts' says '2 passed, 0 failed, 3 skipped' last_tally "$work/log"
expect 'a log without one has none' not last_tally "$work/words"
expect 'a log without one is a failure' says '0 passed, 1 failed, 0 skipped' tally_of "$work/words" 0
expect 'a status is a failure' says '2 passed, 1 failed, 3 skipped' tally_of "$work/log" 1
expect 'no status is none' says '2 passed, 0 failed, 3 skipped' tally_of "$work/log" 0
echo '4 passed, 2 failed' >>"$work/log"
expect 'failures are not counted twice' says '4 passed, 2 failed, 0 skipped' tally_of "$work/log" 1
sum_of() { printf '%s\n' "$@" | sum_tallies; }
expect 'the sum' says '6 passed, 1 failed, 9 skipped' \
  sum_of '1 passed, 1 failed, 9 skipped' '5 passed, 0 failed' '0 passed, 0 failed, 0 skipped'
expect_refusal 'no sum with something else' 'is no tally' sum_of '1 passed, 1 failed' 'hello'

# --- what is printed about several checks ---

mkdir "$work/good" "$work/skips"
echo '5 passed, 0 failed, 0 skipped' >"$work/good/tally"
echo '0 passed, 0 failed, 2 skipped' >"$work/skips/tally"
cat >"$work/nix" <<'END'
#!/usr/bin/env bash
case $* in
  'log bad.drv') printf 'FAIL something\n1 passed, 3 failed, 0 skipped\n' ;;
  *) exit 1 ;;
esac
END
chmod +x "$work/nix"
checks() { # NAME...: as CHECKS
  printf '%s\n' "$@" | jq -R --arg work "$work" '{key: ., value: {out: "\($work)/\(.)", drv: "\(.).drv"}}' |
    jq -s from_entries
}
# Its status is the first line of what it says.
sum() {
  local said status=0
  checks "$@" >"$work/checks"
  said=$(bash "$root/nix/checks/sum.sh" "$work/checks" "$work/nix") || status=$?
  printf '%s\n' "status $status" "$said"
}
ends() { # STATUS SUM NAME...
  sum "${@:3}" >"$work/said"
  [ "$(head -n 1 "$work/said")" = "status $1" ] && [ "$(tail -n 1 "$work/said")" = "$2" ]
}
if command -v jq >/dev/null; then
  expect 'all is well' ends 0 '5 passed, 0 failed, 2 skipped' good skips
  expect 'one has failed' ends 1 '6 passed, 3 failed, 2 skipped' good skips bad
  expect 'its log is shown' grep -qx 'FAIL something' "$work/said"
  expect 'one was never begun' ends 1 '5 passed, 1 failed, 0 skipped' good unbuilt
else
  skip 'what is printed about several checks: there is no jq' 4
fi

# --- what counts ---

counts() { # STATUS TALLY: of the test on stdin
  local said status=0
  said=$({ echo "set -euo pipefail; . '$root/tests/tally.sh'"; cat; } | bash 2>&1) || status=$?
  [ "$status" -eq "$1" ] && [ "$(tail -n 1 <<<"$said")" = "$2" ]
}
expect 'a pass' counts 0 '1 passed, 0 failed, 0 skipped' <<<'expect one true; finish'
expect 'a failure' counts 1 '1 passed, 1 failed, 0 skipped' <<<'expect one true; expect two false; finish'
expect 'a skip' counts 0 '0 passed, 0 failed, 9 skipped' <<<'skip reason 9; finish'
expect 'nothing' counts 1 '0 passed, 0 failed, 0 skipped' <<<'finish'
expect 'a refusal' counts 0 '1 passed, 0 failed, 0 skipped' \
  <<<'says() { echo no way; return 1; }; expect_refusal one "no way" says; finish'
expect 'no refusal' counts 1 '0 passed, 1 failed, 0 skipped' \
  <<<'says() { echo no way; }; expect_refusal one "no way" says; finish'
expect 'another refusal' counts 1 '0 passed, 1 failed, 0 skipped' \
  <<<'says() { echo hello; return 1; }; expect_refusal one "no way" says; finish'
finish
