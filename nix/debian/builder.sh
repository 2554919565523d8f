# What stdenv does before it runs a buildCommand.
set -euo pipefail
export PATH=/usr/bin:/bin HOME=$NIX_BUILD_TOP LANG=C.UTF-8 CC=gcc CXX=g++
cd "$NIX_BUILD_TOP"
eval "$buildCommand"
