#!/usr/bin/env bash
# embed.sh SOURCE PYTHON INCLUDES [LOADER]: a C++ program that embeds Python finds an installed forklab and
# has the fork guard: examples/embed, built and run. INCLUDES: folders of PYTHON's headers, separated by
# semicolons. LOADER: of a Python that brings its own libc. Ends with "N passed, N failed, N skipped".
set -euo pipefail
# shellcheck source=tally.sh
. "$(dirname "$(readlink -f "$0")")/tally.sh"
source=$1 python=$2 includes=$3 loader=${4-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

explain() { tail -n 30 "$work/log"; }
quietly() { "$@" >"$work/log" 2>&1; }

install_package() {
  cmake -S "$source/src/package/cpp" -B "$work/package" "-DCMAKE_INSTALL_PREFIX=$work/prefix" &&
    cmake --install "$work/package"
}

build_example() {
  local name=${python##*/} folder flags=''
  folder=${python%/bin/*}/lib
  library=$(find "$folder" -maxdepth 2 -name "lib$name.so" | head -n1)
  flags="-Wl,-rpath,${library%/*}"
  [ -z "$loader" ] || flags+=" -Wl,--allow-shlib-undefined,--dynamic-linker,$loader"
  cmake -S "$source/examples/embed" -B "$work/build" "-DCMAKE_PREFIX_PATH=$work/prefix" \
    "-DPython_EXECUTABLE=$python" "-DPython_INCLUDE_DIR=${includes%%;*}" "-DPython_LIBRARY=$library" \
    "-DCMAKE_CXX_FLAGS=-idirafter ${includes##*;}" "-DCMAKE_EXE_LINKER_FLAGS=$flags" &&
    cmake --build "$work/build"
}

says() { # STATUS LAST-LINE ARGS...: what the example ends with and prints last
  local status=0 wanted=$1 line=$2
  shift 2
  "$work/build/embed" "$@" >"$work/log" 2>&1 || status=$?
  [ "$status" -eq "$wanted" ] && [ "$(tail -n1 "$work/log")" = "$line" ]
}

expect 'the package is installed' quietly install_package
expect 'find_package(forklab) finds it, and the example is built' quietly build_example
export PYTHONHOME=${python%/bin/*}
expect 'with the guard the child lives' says 0 'the child ended with rc=0'
expect 'so it says' grep -qx 'the child lives' "$work/log"
expect 'without it the child dies' says 1 'the child ended with signal=SIGSEGV' unguarded
finish
