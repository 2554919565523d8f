# source tree -> the parts of it that derivations are built from. Each is a store path of its own,
# so that an edit outside it rebuilds nothing. What a check reads besides is said there, by `only`.
source:
let
  root = toString source;
  starts = prefix: text: builtins.substring 0 (builtins.stringLength prefix) text == prefix;

  # Keeps the named files and folders (with all that is in them) and the folders on the way there.
  only = name: kept: builtins.path {
    inherit name;
    path = source;
    filter = path: type:
      let
        relative = builtins.substring (builtins.stringLength root + 1) (-1) (toString path);
        inside = part: relative == part || starts "${part}/" relative;
        onTheWay = part: type == "directory" && starts "${relative}/" part;
      in
      builtins.any (part: inside part || onTheWay part) kept;
  };
  # The files of an axis that say `by: probe`.
  saidByProbe = axis:
    let
      folder = "src/axes/${axis}";
      files = map (name: "${folder}/${name}") (builtins.attrNames (builtins.readDir (source + "/${folder}")));
      lines = file: builtins.split "\n" (builtins.readFile (source + "/${file}"));
    in
    builtins.filter (file: builtins.elem "# by: probe" (lines file)) files;
  executionRooms = [ "base" "event" "json" "matrix" "outcome" "run" "status" "supervise" "toml" ];
  executionFiles = [
    "CMakeLists.txt" "cmake" "src/CMakeLists.txt" "src/axes/axes.hpp" "src/axes/row.hpp" "src/axes/words.hpp"
  ] ++ map (room: "src/${room}") executionRooms;
in
{
  inherit root only;
  # What runs cells, and what says what it means (src/CMakeLists.txt).
  execution = only "execution-source" executionFiles;
  # Without the values of the axes: each suite gets those that it uses (suites.nix).
  cells = only "cells-source" (executionFiles ++ [
    "src/cells" "src/axes/CMakeLists.txt" "src/axes/axes.cpp" "src/axes/generate.py" "src/axes/forkers.c"
  ]);
  program = only "forklab-source" [ "CMakeLists.txt" "cmake" "src" ];
  # Values of axes that the probe has no function for are told to it: they change no probe.
  probe = only "probe-source" ([
    "src/probe" "src/python" "src/primitives" "src/status" "src/event"
    "src/axes/forkers.c" "src/axes/generate.py" "src/axes/words.hpp"
  ] ++ builtins.concatMap saidByProbe [ "forker" "child" "wait" ]);
  # What makes the Python package, and the CMake package of programs that embed Python.
  package = only "package-source" [
    "pyproject.toml" "CMakeLists.txt" "LICENSE" "src/package" "src/python" "src/primitives" "src/status"
    "tests/package" "examples/embed"
  ];
  flake = only "flake-source"
    [ "flake.nix" "flake.lock" "nix" "matrix" "CMakeLists.txt" "cmake" "src" "tests" ];
  matrix = only "matrix" [ "matrix" ];
}
