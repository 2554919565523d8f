# The names of nix/names.nix from the machine's own /usr, which the sandbox maps in. Every derivation has
# among its inputs the versions (host.tools) of the Debian packages that it names and of those that all have,
# and no others: another compiler builds all again, another browser what starts a browser.
{ system, host }:
let
  usr = "/usr";
  lines = builtins.filter (line: builtins.isString line && line != "" && builtins.substring 0 1 line != "#")
    (builtins.split "\n" (builtins.readFile ./packages.txt));
  words = line: builtins.filter (word: builtins.isString word && word != "") (builtins.split " +" line);
  row = all: {
    stage = builtins.head all;
    name = builtins.elemAt all 1;
    packages = builtins.tail (builtins.tail all);
  };
  rows = map (line: row (words line)) lines;
  packagesOf = name: builtins.concatMap (row: if row.name == name then row.packages else [ ]) rows;
  versionsOf = packages: builtins.listToAttrs
    (map (name: { inherit name; value = host.tools.${name} or "not installed"; }) packages);
  debian = name: { outPath = usr; debian = packagesOf name; };
  # What `lab` does not install, where all of it is there.
  found = name:
    if builtins.all (package: host.tools ? ${package}) (packagesOf name) then debian name else null;

  names = builtins.listToAttrs (map (row: { inherit (row) name; value = debian row.name; })
    (builtins.filter (row: row.name != "lab" && row.name != "stdenv") rows));
in
names // {
  # Those that no result depends on.
  notOfBuild = builtins.concatMap (row: if row.stage == "build" then [ ] else row.packages) rows;

  stdenv.mkDerivation = { nativeBuildInputs ? [ ], buildInputs ? [ ], ... }@arguments:
    let
      named = builtins.concatMap (input: input.debian or [ ]) (nativeBuildInputs ++ buildInputs);
      isMissing = package: !(host.tools ? ${package});
    in
    derivation (removeAttrs arguments [ "nativeBuildInputs" "buildInputs" ] // {
      inherit system;
      builder = "/bin/bash";
      args = [ ./builder.sh ];
      tools = builtins.toJSON (versionsOf (packagesOf "stdenv" ++ named) // { inherit (host) compiler; });
      # Of a stage that nobody has asked for yet.
      missing = builtins.filter isMissing named;
    });

  # `resolve.sh` has added what the mirror has under this very store path: nothing is fetched here.
  fetchurl = { name, url, sha256 }:
    let
      reason = "${url} is out of reach, or was collected as garbage";
      advice = "./lab update fetches what the Debian mirror has";
    in
    derivation {
      inherit name system;
      outputHashMode = "flat";
      outputHashAlgo = "sha256";
      outputHash = sha256;
      builder = "/bin/sh";
      args = [ "-c" "echo '${name} is not in the store: ${reason} (${advice})' >&2; exit 1" ];
    };

  clang_19 = found "clang_19";
  llvm_19 = found "llvm_19";
  clang-tools = names.clang-tools // { tidy = found "clang-tidy"; };
  python3 = names.python3 // { pkgs.pyflakes = names.pyflakes; };

  # The builds are Debian's (builds.nix), not these.
  python314 = null;
  python314FreeThreading = null;
}
