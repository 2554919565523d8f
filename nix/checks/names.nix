# The flake takes no attribute from the package set but those of names.nix: every package, check
# and app is instantiated over a set that has exactly these.
check: { source, system }:
let
  fake = name: derivation { inherit name system; builder = "/none"; };
  python = version: fake "python" // {
    inherit version;
    pythonVersion = "3.14";
    sitePackages = "lib/python3.14/site-packages";
    pkgs = { trio = fake "trio"; requiredPythonModules = modules: modules; };
  };
  packageSet = builtins.listToAttrs (map (name: { inherit name; value = fake name; }) (import ../names.nix)) // {
    fetchurl = { name, url, sha256 }: fake name;
    stdenv.mkDerivation = { buildCommand, ... }@arguments:
      derivation (arguments // { inherit system; builder = "/none"; });
    python314 = python "3.14.3";
    python314FreeThreading = python "3.14.3";
  };
  lab = import ../lab.nix { inherit source packageSet system; };
  # Not the checks called `names`: it would look at itself for ever.
  checks = removeAttrs lab.checks [ "names" ];
  instantiated = map (one: builtins.unsafeDiscardStringContext one.drvPath)
    (builtins.attrValues lab.packages ++ builtins.attrValues checks ++ [ lab.shell ]);
  # What a variant needs must be among the names, or there never is such a build.
  variants = removeAttrs (builtins.fromTOML (builtins.readFile "${source}/matrix/variants.toml")) [ "schema" ];
  needed = builtins.concatLists (map (variant: variant.needs or [ ]) (builtins.attrValues variants));
  unknown = builtins.filter (name: !(builtins.elem name (import ../names.nix))) needed;
  count = toString (builtins.length (builtins.filter builtins.isString instantiated));
in
check {
  name = "names";
  command = ''
    [ -z '${toString unknown}' ] || { echo 'matrix/variants.toml needs ${toString unknown}, not in nix/names.nix'; exit 1; }
    echo '${count} derivations instantiated over a set with exactly the listed names'
    echo '${count} passed, 0 failed, 0 skipped'
  '';
}
