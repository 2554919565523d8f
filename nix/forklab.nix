# tools -> source -> forklab, forklab-supervise, forklab-gate and the probe's sources.
{ stdenv, cmake, ninja, pkg-config, boost, spdlog, gtest, nlohmann_json, cli11, tomlplusplus, elfutils, ... }:
source:
stdenv.mkDerivation {
  name = "forklab";
  nativeBuildInputs = [ cmake ninja pkg-config ];
  buildInputs = [ boost spdlog gtest nlohmann_json cli11 tomlplusplus elfutils ];
  buildCommand = ''
    cmake -S ${source} -B build -G Ninja -DCMAKE_INSTALL_PREFIX=$out -DFORKLAB_TESTS=OFF -DFORKLAB_WERROR=ON
    cmake --build build
    cmake --install build
  '';
}
