# Every attribute that forklab takes from the package set, and nothing else: another set that has
# these can stand in for nixpkgs, as nix/debian does.
[
  "boost"
  "ccache"
  "chromium"
  "clang-tools"
  "cli11"
  "cmake"
  "elfutils"
  "fetchurl"
  "git"
  "gtest"
  "libxml2"
  "ninja"
  "nlohmann_json"
  "pkg-config"
  "python314"
  "python314FreeThreading"
  "shellcheck"
  "spdlog"
  "stdenv"
  "tomlplusplus"
]
