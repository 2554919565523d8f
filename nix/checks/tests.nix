# Unit and integration tests of the C++. Those that want a real CPython get two of the builds; those that
# depend on how CPython lays out its structures, the first of each minor version.
{ check, only, tools, builds, execution, forklab, ... }:
let
  source = only "tests-source" [ "CMakeLists.txt" "cmake" "src" "tests" "matrix" ];
  there = builtins.filter (build: build.unavailable == null) builds;
  python = builtins.elemAt there 0;
  other = builtins.elemAt there 1;
  minorOf = build: builtins.head (builtins.match "([0-9]+\\.[0-9]+).*" build.version);
  firstOfMinor = map builtins.head (builtins.attrValues (builtins.groupBy minorOf there));
  realPython = if builtins.length there < 2 then "" else ''
    export FORKLAB_TEST_PYTHON=${python.python} FORKLAB_TEST_PROBE=${python.probe}
    export FORKLAB_TEST_PYTHONS=${builtins.concatStringsSep ":" (map (build: build.python) firstOfMinor)}
    export FORKLAB_TEST_OTHER_PROBE=${other.probe} FORKLAB_TEST_TRIO=${builtins.head python.trio}
  '';
in
check {
  name = "tests";
  nativeBuildInputs = with tools; [ cmake git ninja pkg-config python3 ];
  buildInputs = with tools; [ boost spdlog gtest nlohmann_json cli11 tomlplusplus elfutils ];
  command = ''
    cmake -S ${source} -B build -G Ninja -DCMAKE_BUILD_TYPE=Release "-DCMAKE_CXX_FLAGS_RELEASE=-O0 -DNDEBUG" \
      -DFORKLAB_WERROR=ON -DFORKLAB_HALVES= "-DFORKLAB_BUILT=${execution.lib};${forklab.lib}"
    cmake --build build
    ${realPython}
    bash ${source}/tests/run.sh build
  '';
}
