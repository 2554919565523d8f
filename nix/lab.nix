# The lab over a package set: packages, checks, apps.
# standIn: null, or what nix/debian/flake.nix offers as `forklab`.
# nixpkgs: null, or the flake input that the package set is of.
# tree, base: null, or a CPython tree and the one it is compared with; cache: a compiler cache for the build
# of a revision (local.nix).
{ source, packageSet, system, standIn ? null, tree ? null, base ? tree, cache ? null, nixpkgs ? null }:
let
  tools = import ./tools.nix packageSet;
  sources = import ./sources.nix source;
  host = if standIn == null then "" else standIn.host;

  half = import ./half.nix tools;
  execution = half { half = "execution"; source = sources.execution; };
  # By name, so that each is made once however many ask for it.
  suitesByName = import ./suites.nix { inherit source; inherit (sources) only; };
  suiteOf = name: suitesByName.${name};
  cellsByName = builtins.mapAttrs
    (name: suite: half {
      name = "cells-${name}";
      half = "cells";
      source = sources.cells;
      built = [ execution ];
      inherit (suite) axes;
    })
    suitesByName;
  cellsOf = name: cellsByName.${name};
  forklab = half { half = "judgement"; source = sources.program; built = [ execution ]; };
  probeOf = import ./probe.nix tools sources.probe;
  cpythons = import ./cpythons.nix tools source standIn;
  packaged = import ./builds.nix tools source standIn;
  # Python alone: those of a packaged build serve those from source.
  trio = if packaged == [ ] then [ ] else (builtins.head packaged).trio;
  pythonTools = if packaged == [ ] then [ ] else (builtins.head packaged).pythonTools;
  builds = map (build: build // { probe = probeOf build; })
    (packaged ++ map (build: build // { inherit trio pythonTools; }) cpythons.builds);
  observationsOf = import ./observations.nix { inherit (tools) stdenv; inherit cellsOf suiteOf host; };

  wheelOf = import ./wheel.nix tools sources.package;
  # None where nothing is there that makes it.
  pythonForklab =
    let
      isRelease = build: build.unavailable == null && build.variant == "release" && build.pythonTools != [ ];
      releases = builtins.filter isRelease packaged;
      lastRelease = builtins.elemAt releases (builtins.length releases - 1);
    in
    if releases == [ ] then { } else {
      python-forklab = import ./python-forklab.nix
        { inherit tools standIn wheelOf lastRelease; source = sources.package; };
    };

  # Which suites make up a result: matrix/scenarios.toml has them all.
  suites = [ "core" "wait" "guarded" ];
  # A build that cannot be had says so once, not for every scenario.
  suitesOf = build: if build.unavailable == null then suites else [ "seed" ];
  observations = builtins.concatMap
    (build: map (suite: observationsOf { inherit build suite; }) (suitesOf build))
    builds;
  resultOf = observations: import ./result.nix
    { inherit (tools) stdenv; inherit forklab observations; inherit (sources) matrix; }
    (if standIn != null then standIn.lock
    else builtins.toJSON { nixpkgs = builtins.readFile "${source}/flake.lock"; });
  result = resultOf observations;
  # A few scenarios on every build: what `./lab build` shows while the rest is run.
  first = resultOf (map (build: observationsOf { inherit build; suite = "seed"; }) builds);
  program = import ./program.nix { inherit (tools) stdenv; inherit forklab builds; matrix = sources.matrix; };

  flakeProgram = import ./flake-program.nix
    { inherit (tools) stdenv; inherit forklab nixpkgs; inherit (sources) matrix flake; };

  local = if tree == null then { } else import ./local.nix {
    inherit (tools) stdenv;
    inherit tree base cache trio probeOf observationsOf;
    inherit (cpythons) make variants;
    buildsFile = import ./builds-file.nix;
  };

  # Attribute names hold no dots, so that they need no quotes on a command line.
  attribute = prefix: build: "${prefix}-${builtins.replaceStrings [ "." ] [ "_" ] build.id}";
  perBuild = prefix: give: builtins.listToAttrs
    (map (build: { name = attribute prefix build; value = give build; }) builds);
  packages = builtins.foldl' (all: more: all // more) { }
      (map
        (suite: perBuild "observations-${suite}" (build: observationsOf { inherit build suite; }))
        ([ "seed" ] ++ suites))
    // perBuild "probe" (build: build.probe)
    // cpythons.all
    // local
    // { inherit execution forklab program result first; default = result; }
    // pythonForklab;
  checks = import ./checks {
    inherit tools sources source system execution forklab builds perBuild;
    inherit cellsOf suiteOf suitesOf probeOf observationsOf;
    inherit wheelOf pythonTools;
    inherit packages cpythons;
    isStandIn = standIn != null;
  };
  app = program: { type = "app"; program = "${program}"; };
in
{
  packages = packages // checks.lint // {
    deep = import ./deep.nix { inherit (tools) stdenv; checks = checks.deep; };
  };
  checks = checks.quick;
  deepChecks = checks.deep;
  apps.default = app "${program}/bin/forklab";
  apps.bisect = app (flakeProgram { name = "forklab-bisect"; command = "${forklab}/bin/forklab bisect"; });
  apps.try = app (flakeProgram { name = "forklab-try"; command = "bash ${./try.sh}"; });
  shell = import ./shell.nix tools;
}
