# shellcheck shell=bash
# tally.sh, sourced by tests in shell: counts, and the last line "N passed, N failed, N skipped" that
# nix/checks/check.nix and .ci/run read.
passed=0 failed=0 skipped=0

# What a failed `expect` prints besides its name; a test redefines it.
explain() { :; }

fail() { # WHAT
  failed=$((failed + 1))
  echo "FAIL $*"
}

expect() { # WHAT COMMAND...: that the command succeeds
  local what=$1
  shift
  if "$@"; then passed=$((passed + 1)); else fail "$what"; explain; fi
}

expect_refusal() { # WHAT WORDS COMMAND...: that the command fails, and says these words
  local what=$1 words=$2 said status=0
  shift 2
  said=$("$@" 2>&1) || status=$?
  if [ "$status" -ne 0 ] && grep -qF -- "$words" <<<"$said"; then
    passed=$((passed + 1))
  else
    fail "$what: status $status, said: $said"
  fi
}

not() { ! "$@"; }

skip() { # REASON [COUNT]: what is not looked at here, and how many tests that is
  skipped=$((skipped + ${2-1}))
  echo "skipped: $1"
}

# The tally. Its status is that of the whole test: something was looked at or said to be skipped, and nothing
# failed.
finish() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ] && [ $((passed + skipped)) -gt 0 ]
}
