# The names of nix/names.nix from the machine's own /usr, which the sandbox maps in. What was
# installed there (host.tools) is an input of every derivation: another compiler builds again.
{ system, host }:
let
  usr = "/usr";
in
{
  stdenv.mkDerivation = { nativeBuildInputs ? [ ], buildInputs ? [ ], ... }@arguments:
    derivation (removeAttrs arguments [ "nativeBuildInputs" "buildInputs" ] // {
      inherit system;
      builder = "/bin/bash";
      args = [ ./builder.sh ];
      tools = builtins.toJSON host.tools;
    });

  boost = usr;
  chromium = usr;
  clang-tools = usr;
  cli11 = usr;
  cmake = usr;
  elfutils = usr;
  gtest = usr;
  ninja = usr;
  nlohmann_json = usr;
  pkg-config = usr;
  shellcheck = usr;
  spdlog = usr;
  tomlplusplus = usr;

  # The builds are Debian's (builds.nix), not these.
  python314 = null;
  python314FreeThreading = null;
}
