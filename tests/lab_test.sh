#!/usr/bin/env bash
# lab_test.sh ROOT: how `lab` and `resolve.sh` say no. Runs in a sandbox: not root, no network, no
# /etc/os-release, no apt sources, no sudo.
set -euo pipefail
root=$(readlink -f "$1")
passed=0 failed=0
XDG_CACHE_HOME=$(mktemp -d)
export XDG_CACHE_HOME

refuses() { # NAME WORDS COMMAND...
  local name=$1 words=$2 said status=0
  shift 2
  said=$("$@" 2>&1) || status=$?
  if [ "$status" -ne 0 ] && grep -qF -- "$words" <<<"$said"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAIL %s: status %s, said: %s\n' "$name" "$status" "$said"
  fi
}

refuses 'an unknown package set' 'must be nixpkgs or debian' env LAB_PACKAGES=guix bash "$root/lab" build
refuses 'an unknown system' 'this system is not Debian' env LAB_PACKAGES=debian bash "$root/lab" build
printf '[]' >"$XDG_CACHE_HOME/families.json"
refuses 'no mirror' 'apt knows no Debian mirror here' \
  bash "$root/nix/debian/resolve.sh" "$XDG_CACHE_HOME/families.json" "$XDG_CACHE_HOME/state" "$XDG_CACHE_HOME/lock.json"
if [ -e "$XDG_CACHE_HOME/lock.json" ]; then failed=$((failed + 1)); else passed=$((passed + 1)); fi
if bash "$root/lab" help | grep -q './lab check'; then passed=$((passed + 1)); else failed=$((failed + 1)); fi

# The root's way to packages is missing for somebody who is neither root nor may become it.
if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
  sed 's|^check_machine$|:|; s|^  check_machine$|  :|' "$root/lab" >"$XDG_CACHE_HOME/lab"
  refuses 'no root and no sudo' 'needs root or sudo' env LAB_PACKAGES=debian bash "$XDG_CACHE_HOME/lab" build
fi
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
