# tools -> { half, source, built ? [ ] } -> one half of forklab (cmake/halves.cmake): its programs in `out`, its libraries
# in `lib`. `built`: the halves that it stands on.
{ stdenv, cmake, ninja, pkg-config, python3, boost, spdlog, gtest, nlohmann_json, cli11, tomlplusplus, elfutils, ... }:
{ half, source, built ? [ ] }:
stdenv.mkDerivation {
  name = "forklab-${half}";
  outputs = [ "out" "lib" ];
  nativeBuildInputs = [ cmake ninja pkg-config python3 ];
  buildInputs = [ boost spdlog nlohmann_json tomlplusplus elfutils ]
    ++ (if half == "judgement" then [ cli11 gtest ] else [ ]);
  inherit source;
  libraries = map (one: one.lib) built;
  programs = map (one: one.out) built;
  buildCommand = ''
    cmake -S $source -B build -G Ninja -DCMAKE_INSTALL_PREFIX=$out -DFORKLAB_LIBRARY_FOLDER=$lib -DFORKLAB_TESTS=OFF \
      -DFORKLAB_WERROR=ON -DFORKLAB_HALVES=${half} "-DFORKLAB_BUILT=$(echo $libraries | tr " " ";")"
    cmake --build build
    cmake --install build
    mkdir -p $out/libexec/forklab
    # By links: a supervisor stays the one it was when what stands on it is built again.
    for program in $programs; do ln -sf $program/libexec/forklab/* $out/libexec/forklab/; done
  '';
}
