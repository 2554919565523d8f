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

# New pins: only from archives that are what the index says.
if command -v python3 >/dev/null; then
  work=$XDG_CACHE_HOME/index
  mkdir -p "$work/Python-3.14.99/Include"
  echo '#define PY_VERSION "3.14.99"' >"$work/Python-3.14.99/Include/patchlevel.h"
  tar -C "$work" -cJf "$work/Python-3.14.99.tar.xz" Python-3.14.99
  cp "$work/Python-3.14.99.tar.xz" "$work/Python-3.14.98.tar.xz"
  printf '[[source]]\nversion = "3.14.0"\nsha256 = "%064d"\n' 0 >"$work/before.toml"
  cp "$work/before.toml" "$work/sources.toml"
  pins() { python3 "$root/nix/pins.py" "$work/index" "$work/sources.toml"; }
  (cd "$work" && sha256sum Python-3.14.99.tar.xz) >"$work/good"
  printf '%064d  Python-3.14.99.tar.xz\n' 1 >"$work/index"
  refuses 'an archive with another hash' 'as the index says' pins
  sed 's/3.14.99/3.14.98/' "$work/good" >"$work/index"
  refuses 'an archive of another version' 'is no whole release' pins
  sed 's/3.14.99/3.14.97/' "$work/good" >"$work/index"
  refuses 'an archive that is not there' 'cannot be read' pins
  printf '%064d  Python-3.14.0.tar.xz\n' 5 >"$work/index"
  refuses 'a pin that is another' 'is pinned with' pins
  echo 'xyz  Python-3.14.99.tar.xz' >"$work/index"
  refuses 'a hash that is none' 'is no SHA-256' pins
  echo 'hello' >"$work/index"
  refuses 'an index that is none' 'no line reads' pins
  if cmp -s "$work/before.toml" "$work/sources.toml"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo 'FAIL pins were changed'; fi
  cp "$work/good" "$work/index"
  pins >/dev/null
  if grep -qF 'version = "3.14.99"' "$work/sources.toml" && pins | grep -qF 'nothing is new'; then passed=$((passed + 1)); else failed=$((failed + 1)); echo 'FAIL a good release was not added once'; fi
fi
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
