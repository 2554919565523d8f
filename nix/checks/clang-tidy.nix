# What clang-tidy, by .clang-tidy, says of the C++.
{ check, only, tools, ... }:
let
  # With nixpkgs it is in clang-tools; null where Debian's is not there.
  tidy = tools.clang-tools.tidy or tools.clang-tools;
in
check {
  name = "clang-tidy";
  nativeBuildInputs = with tools; [ cmake jq ninja pkg-config python3 ]
    ++ (if tidy == null then [ ] else [ tidy ]);
  buildInputs = with tools; [ boost spdlog gtest nlohmann_json cli11 tomlplusplus elfutils ];
  source = only "clang-tidy-source"
    [ ".clang-tidy" "CMakeLists.txt" "cmake" "src" "tests/lint_cpp.sh" "tests/tally.sh" ];
  command = "bash $source/tests/lint_cpp.sh $source";
}
