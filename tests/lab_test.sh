#!/usr/bin/env bash
# lab_test.sh ROOT: how `lab` and nix/debian say no. Runs in a sandbox: not root, no network, no
# /etc/os-release, no apt sources, no sudo; python3 is there. Ends with "N passed, N failed, N skipped".
set -euo pipefail
# shellcheck source=tally.sh
. "$(dirname "$(readlink -f "$0")")/tally.sh"
root=$(readlink -f "$1")
XDG_CACHE_HOME=$(mktemp -d)
trap 'rm -rf "$XDG_CACHE_HOME"' EXIT
export XDG_CACHE_HOME

help_names() { bash "$root/lab" help | grep -qF -- "$1"; }
for words in './lab build' './lab check [--deep]' './lab update' './lab try TREE' './lab bisect --repo' \
  LAB_PACKAGES; do
  expect "help: $words" help_names "$words"
done
expect 'help is all there is without a word' cmp <(bash "$root/lab" help) <(bash "$root/lab")
expect_refusal 'an unknown package set' 'must be nixpkgs or debian' \
  env LAB_PACKAGES=guix bash "$root/lab" build
# Elsewhere it would begin to build.
if [ -e /etc/os-release ]; then
  skip 'an unknown system: this one is known'
else
  expect_refusal 'an unknown system' 'this system is not Debian' \
    env LAB_PACKAGES=debian bash "$root/lab" build
fi

debian=$root/nix/debian
printf '[]' >"$XDG_CACHE_HOME/families.json"
mkdir "$XDG_CACHE_HOME/no-apt"
printf '#!/bin/sh\nexit 1\n' >"$XDG_CACHE_HOME/no-apt/apt-get"
chmod +x "$XDG_CACHE_HOME/no-apt/apt-get"
expect_refusal 'no mirror' 'apt knows no Debian mirror here' \
  env PATH="$XDG_CACHE_HOME/no-apt:$PATH" bash "$debian/resolve.sh" \
  "$XDG_CACHE_HOME/families.json" "$XDG_CACHE_HOME/state" "$XDG_CACHE_HOME/lock.json"
expect 'no lock without a mirror' [ ! -e "$XDG_CACHE_HOME/lock.json" ]
without_mirror() { env PATH="$XDG_CACHE_HOME/no-apt:$PATH" bash "$debian/$1" "${@:2}"; }
expect_refusal 'nothing that makes a wheel without a mirror' 'apt knows no Debian mirror here' \
  without_mirror python-tools.sh "$XDG_CACHE_HOME/state" "$XDG_CACHE_HOME/state/python-tools.json"
expect 'the lab goes on without it' without_mirror set-up.sh python-tools "$XDG_CACHE_HOME/state"
# The road to packages ends for somebody who is neither root nor may become it.
if [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null; then
  skip 'no root and no sudo: this is root, or there is sudo'
else
  expect_refusal 'no root and no sudo' 'needs root or sudo' \
    bash "$debian/set-up.sh" install "$XDG_CACHE_HOME" build
fi
packages_for() { bash "$debian/set-up.sh" packages "$1"; }
has_package() { packages_for "$1" | grep -qxF "$2"; }
expect 'a build needs a compiler' has_package build g++
expect 'a build needs no browser' not has_package build chromium
expect 'a check needs what a build does' has_package check g++
expect 'a check needs a browser' has_package check chromium
expect 'a check needs no clang-tidy' not has_package check clang-tidy-19
expect 'a deep check installs no clang-tidy' not has_package deep clang-tidy-19
expect_refusal 'an unknown stage' 'build, check or deep' packages_for everything

try() {
  env FORKLAB=/none FORKLAB_NIX=/none FORKLAB_FLAKE="path:$root" FORKLAB_MATRIX="$root/matrix" \
    bash "$root/nix/try.sh" "$@"
}
expect_refusal 'try nothing' 'try what?' try
expect_refusal 'try two trees' 'try takes one tree' try one two
expect_refusal 'try with half an option' '--base needs a value' try one --base
expect_refusal 'try with an unknown variant' 'matrix/variants.toml has' try one --variant none

# New pins: only from archives that are what the index says.
test_pins() {
  local work=$XDG_CACHE_HOME/index
  mkdir -p "$work/Python-3.14.99/Include"
  echo '#define PY_VERSION "3.14.99"' >"$work/Python-3.14.99/Include/patchlevel.h"
  tar -C "$work" -cJf "$work/Python-3.14.99.tar.xz" Python-3.14.99
  cp "$work/Python-3.14.99.tar.xz" "$work/Python-3.14.98.tar.xz"
  printf '[[source]]\nversion = "3.14.0"\nsha256 = "%064d"\n' 0 >"$work/before.toml"
  cp "$work/before.toml" "$work/sources.toml"
  pins() { python3 "$root/nix/pins.py" "$work/index" "$work/sources.toml"; }
  pins_say() { pins | grep -qF "$1"; }
  (cd "$work" && sha256sum Python-3.14.99.tar.xz) >"$work/good"
  printf '%064d  Python-3.14.99.tar.xz\n' 1 >"$work/index"
  expect_refusal 'an archive with another hash' 'as the index says' pins
  sed 's/3.14.99/3.14.98/' "$work/good" >"$work/index"
  expect_refusal 'an archive of another version' 'is no whole release' pins
  sed 's/3.14.99/3.14.97/' "$work/good" >"$work/index"
  expect_refusal 'an archive that is not there' 'cannot be read' pins
  printf '%064d  Python-3.14.0.tar.xz\n' 5 >"$work/index"
  expect_refusal 'a pin that is another' 'is pinned with' pins
  echo 'xyz  Python-3.14.99.tar.xz' >"$work/index"
  expect_refusal 'a hash that is none' 'is no SHA-256' pins
  echo 'hello' >"$work/index"
  expect_refusal 'an index that is none' 'no line reads' pins
  expect 'refused pins change nothing' cmp "$work/before.toml" "$work/sources.toml"
  cp "$work/good" "$work/index"
  pins >/dev/null
  expect 'a good release is added' grep -qF 'version = "3.14.99"' "$work/sources.toml"
  expect 'a good release is added once' pins_say 'nothing is new'
}
if command -v python3 >/dev/null; then test_pins; else skip 'new pins: there is no python3' 9; fi
finish
