# shellcheck shell=bash disable=SC2154
# What stdenv does before it runs a buildCommand.
set -euo pipefail
export PATH=/usr/bin:/bin HOME=$NIX_BUILD_TOP LANG=C.UTF-8 CC=gcc CXX=g++
cd "$NIX_BUILD_TOP"
# What Debian finds through /etc/alternatives, which is not in the sandbox.
mkdir .alternatives
ln -s "$(type -P gawk || type -P mawk)" .alternatives/awk
export PATH=$NIX_BUILD_TOP/.alternatives:$PATH
if [ -n "$missing" ]; then
  echo "not installed: $missing (./lab check installs what checks need, ./lab check --deep what deep ones do)"
  exit 1
fi
eval "$buildCommand"
