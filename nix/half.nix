# tools -> { half, source, built ? [ ] } -> one half of forklab (cmake/halves.cmake): its programs in `out`,
# its libraries in `lib`. `built`: the halves that it stands on; `axes`: a folder with values of axes, in
# place of all. Nobody waits for forklab but for its compiler: without debug information and with little
# optimization that takes half as long (docs/performance.md).
{ stdenv, cmake, ninja, pkg-config, python3, boost, spdlog, gtest, nlohmann_json, cli11, tomlplusplus
, elfutils, ...
}:
{ name ? half, half, source, built ? [ ], axes ? null }:
stdenv.mkDerivation {
  name = "forklab-${name}";
  outputs = [ "out" "lib" ];
  nativeBuildInputs = [ cmake ninja pkg-config python3 ];
  buildInputs = [ boost spdlog nlohmann_json tomlplusplus elfutils ]
    ++ (if half == "judgement" then [ cli11 gtest ] else [ ]);
  inherit source;
  libraries = map (one: one.lib) built;
  programs = map (one: one.out) built;
  halves = if half == "execution" then half else "axes;${half}";
  valuesOfAxes = if axes == null then "" else "-DFORKLAB_AXES=${axes}/src/axes";
  buildCommand = ''
    cmake -S $source -B build -G Ninja -DCMAKE_INSTALL_PREFIX=$out -DFORKLAB_LIBRARY_FOLDER=$lib \
      -DCMAKE_BUILD_TYPE=Release "-DCMAKE_CXX_FLAGS_RELEASE=-O1 -DNDEBUG" \
      -DFORKLAB_WERROR=ON -DFORKLAB_TESTS=OFF \
      "-DFORKLAB_HALVES=$halves" "-DFORKLAB_BUILT=$(echo $libraries | tr " " ";")" $valuesOfAxes
    cmake --build build
    cmake --install build
    mkdir -p $out/libexec/forklab
    # By links: a supervisor stays the one it was when what stands on it is built again.
    for program in $programs; do ln -sf $program/libexec/forklab/* $out/libexec/forklab/; done
  '';
}
