# What stdenv does before it runs a buildCommand.
set -euo pipefail
export PATH=/usr/bin:/bin HOME=$NIX_BUILD_TOP LANG=C.UTF-8 CC=gcc CXX=g++
cd "$NIX_BUILD_TOP"
# What Debian finds through /etc/alternatives, which is not in the sandbox.
mkdir .alternatives
ln -s "$(type -P gawk || type -P mawk)" .alternatives/awk
export PATH=$NIX_BUILD_TOP/.alternatives:$PATH
eval "$buildCommand"
