# The names of nix/names.nix from the machine's own /usr, which the sandbox maps in. What was
# installed there (host.tools) is an input of every derivation: another compiler builds again.
{ system, host }:
let
  usr = "/usr";
  # What `lab` does not install, where it is there.
  found = package: if host.tools ? ${package} then usr else null;
in
{
  stdenv.mkDerivation = { nativeBuildInputs ? [ ], buildInputs ? [ ], ... }@arguments:
    derivation (removeAttrs arguments [ "nativeBuildInputs" "buildInputs" ] // {
      inherit system;
      builder = "/bin/bash";
      args = [ ./builder.sh ];
      tools = builtins.toJSON host.tools;
    });

  # `resolve.sh` has added what the mirror has under this very store path: nothing is fetched here.
  fetchurl = { name, url, sha256 }: derivation {
    inherit name system;
    outputHashMode = "flat";
    outputHashAlgo = "sha256";
    outputHash = sha256;
    builder = "/bin/sh";
    args = [ "-c" "echo '${name} is not in the store: ${url} is out of reach, or was collected as garbage (./lab update fetches what the Debian mirror has)' >&2; exit 1" ];
  };

  boost = usr;
  ccache = usr;
  chromium = usr;
  clang-tools = usr;
  clang_19 = found "clang-19";
  cli11 = usr;
  cmake = usr;
  elfutils = usr;
  git = usr;
  gtest = usr;
  libxml2 = usr;
  llvm_19 = found "llvm-19";
  ninja = usr;
  nlohmann_json = usr;
  pkg-config = usr;
  python3 = usr;
  shellcheck = usr;
  spdlog = usr;
  tomlplusplus = usr;

  # The builds are Debian's (builds.nix), not these.
  python314 = null;
  python314FreeThreading = null;
}
