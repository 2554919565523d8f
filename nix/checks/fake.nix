# system -> a package set of names alone, with exactly those of names.nix: what is made over it can be looked
# at, not built.
system:
let
  fake = name: derivation { inherit name system; builder = "/none"; };
  python = version: fake "python" // {
    inherit version;
    pythonVersion = "3.14";
    sitePackages = "lib/python3.14/site-packages";
    pkgs = builtins.listToAttrs (map (name: { inherit name; value = fake name; })
      [ "build" "pip" "pyflakes" "scikit-build-core" "trio" ]) // {
      requiredPythonModules = modules: modules;
      buildPythonPackage = { pname, ... }@arguments:
        derivation (arguments // { name = pname; inherit system; builder = "/none"; });
    };
  };
in
builtins.listToAttrs (map (name: { inherit name; value = fake name; }) (import ../names.nix)) // {
  fetchurl = { name, url, sha256 }: fake name;
  stdenv.mkDerivation = { buildCommand, ... }@arguments:
    derivation (arguments // { inherit system; builder = "/none"; });
  python3 = python "3.13.3";
  python314 = python "3.14.3";
  python314FreeThreading = python "3.14.3";
}
