# The outputs of the flake.
{ self, nixpkgs, cpython, cpython-base, cpython-cache }:
let
  given = input: if "${input}" == "${nixpkgs}" then null else input;
  tree = given cpython;
  cache = given cpython-cache;
  base = if given cpython-base == null then tree else cpython-base;
  # The stand-in of nix/debian brings builds of its own.
  standIn = nixpkgs.forklab or null;
  # Sandboxes and probes work on other Linux machines too; nobody has looked at the results there.
  systems = if standIn == null then [ "x86_64-linux" "aarch64-linux" ] else [ standIn.system ];
  forSystems = give: builtins.listToAttrs
    (map (system: { name = system; value = give (lab system); }) systems);
  lab = system: import ./lab.nix {
    inherit standIn system tree base cache nixpkgs;
    source = self;
    packageSet = nixpkgs.legacyPackages.${system};
  };
in
{
  packages = forSystems (lab: lab.packages);
  checks = forSystems (lab: lab.checks);
  apps = forSystems (lab: lab.apps);
  devShells = forSystems (lab: { default = lab.shell; });
  # `deep` by single checks: `./lab check --deep` reads the tally of each.
  hydraJobs = forSystems (lab: lab.packages // { inherit (lab) checks; deep = lab.deepChecks; });
  # lib.lab { source, packageSet, system, standIn ? null, tree ? null, base ? tree, cache ? null }: the lab
  # over any package set.
  lib.lab = import ./lab.nix;
}
