# `nix develop`: everything to build and test the C++ with plain CMake.
{ stdenv, cmake, ninja, pkg-config, python3, boost, spdlog, gtest, nlohmann_json, cli11, tomlplusplus
, elfutils, clang-tools, shellcheck, ...
}:
stdenv.mkDerivation {
  name = "forklab-shell";
  nativeBuildInputs = [ cmake ninja pkg-config python3 clang-tools shellcheck ];
  buildInputs = [ boost spdlog gtest nlohmann_json cli11 tomlplusplus elfutils ];
  buildCommand = "echo 'this is a shell: nix develop'; exit 1";
}
