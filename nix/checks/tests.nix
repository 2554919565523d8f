# Unit and integration tests of the C++.
check: { cmake, ninja, pkg-config, boost, spdlog, gtest, nlohmann_json, cli11, tomlplusplus, elfutils, ... }: source:
check {
  name = "tests";
  nativeBuildInputs = [ cmake ninja pkg-config ];
  buildInputs = [ boost spdlog gtest nlohmann_json cli11 tomlplusplus elfutils ];
  command = ''
    cmake -S ${source} -B build -G Ninja -DFORKLAB_WERROR=ON
    cmake --build build
    bash ${source}/tests/run.sh build
  '';
}
