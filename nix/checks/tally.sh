# shellcheck shell=bash
# What a tally says: a line "N passed, N failed, N skipped", where the last part may be missing. Sourced by
# check.nix, by sum.sh and by .ci/run.
tally_pattern='^([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?$'

# The last tally of a log; fails when there is none.
last_tally() { # LOG
  local found
  found=$(grep -E "$tally_pattern" "$1" | tail -n 1) && [ -n "$found" ] && echo "$found"
}

# Fails when something has failed or nothing was looked at, and says so.
judge_tally() { # TALLY
  [[ $1 =~ $tally_pattern ]] || { echo "this is no tally: $1"; return 1; }
  [ "${BASH_REMATCH[2]}" -eq 0 ] || { echo "the tally says that ${BASH_REMATCH[2]} failed"; return 1; }
  [ $((BASH_REMATCH[1] + ${BASH_REMATCH[4]:-0})) -gt 0 ] ||
    { echo 'a check that checked nothing has not passed'; return 1; }
}

# The tally of something that has ended: what its log says, but one failure at least for a status that is not
# 0, and for a log without a tally.
tally_of() { # LOG STATUS
  local found
  found=$(last_tally "$1") || { echo '0 passed, 1 failed, 0 skipped'; return 0; }
  [[ $found =~ $tally_pattern ]]
  local failed=${BASH_REMATCH[2]}
  [ "$2" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
  echo "${BASH_REMATCH[1]} passed, $failed failed, ${BASH_REMATCH[4]:-0} skipped"
}

# The sum of the tallies on stdin.
sum_tallies() {
  local line passed=0 failed=0 skipped=0
  while IFS= read -r line; do
    [[ $line =~ $tally_pattern ]] || { echo "this is no tally: $line" >&2; return 1; }
    passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
    skipped=$((skipped + ${BASH_REMATCH[4]:-0}))
  done
  echo "$passed passed, $failed failed, $skipped skipped"
}
