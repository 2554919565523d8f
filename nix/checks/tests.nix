# Unit and integration tests of the C++. Those that want a real CPython get two of the builds; those that
# depend on how CPython lays out its structures, the first of each minor version.
check:
{ cmake, git, ninja, pkg-config, python3, boost, spdlog, gtest, nlohmann_json, cli11, tomlplusplus
, elfutils, ... }:
{ source, built }: builds:
let
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
  nativeBuildInputs = [ cmake git ninja pkg-config python3 ];
  buildInputs = [ boost spdlog gtest nlohmann_json cli11 tomlplusplus elfutils ];
  command = ''
    cmake -S ${source} -B build -G Ninja -DFORKLAB_WERROR=ON -DFORKLAB_HALVES= \
      "-DFORKLAB_BUILT=${builtins.concatStringsSep ";" (map (half: "${half.lib}") built)}"
    cmake --build build
    ${realPython}
    bash ${source}/tests/run.sh build
  '';
}
