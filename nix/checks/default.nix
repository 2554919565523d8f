# Everything `nix flake check` builds. Each check leaves $out/tally: "N passed, N failed, N skipped".
{ tools, sources, source, system, execution, cellsOf, suiteOf, forklab, observationsOf, suitesOf, builds, perBuild, packages, cpythons, isStandIn }:
let
  check = import ./check.nix tools.stdenv;
  # What one build can tell is asked of the last release build that is there.
  steady = builtins.filter (build: build.unavailable == null && build.variant == "release") builds;
  onSteady = name: checkOf:
    if steady == [ ] then check { inherit name; command = "echo no release build is there; echo 0 passed, 0 failed, 1 skipped"; }
    else checkOf (builtins.elemAt steady (builtins.length steady - 1));
  stability = import ./stability.nix check {
    cells = cellsOf "core";
    inherit (suiteOf "core") scenarios;
    script = sources.stability;
    buildsFile = import ../builds-file.nix;
  };
in
perBuild "gate" (build: import ./gate.nix check {
  inherit forklab build; matrix = sources.matrix;
  observations = map (suite: observationsOf { inherit build suite; }) (suitesOf build);
})
// perBuild "probe-tests" (build: import ./probe-tests.nix check sources.probeTests build)
// builtins.listToAttrs (map
  (name: {
    name = "source-${name}";
    value = import ./source-builds.nix check tools { inherit forklab; scenarios = sources.scenarios; } name cpythons.checked.${name};
  })
  (builtins.attrNames cpythons.checked))
// builtins.mapAttrs
  (name: _: check { inherit name; command = "echo '${name} is not built: its source is out of reach'; echo 0 passed, 0 failed, 1 skipped"; })
  cpythons.unreachable
// {
  tests = import ./tests.nix check tools { source = sources.tests; built = [ execution forklab ]; } builds;
  stability = onSteady "stability" stability;
  repro = onSteady "repro" (import ./repro.nix check { inherit forklab; inherit (packages) result; script = sources.repro; });
  bisect = onSteady "bisect" (import ./bisect.nix check tools { inherit forklab; script = sources.bisect; });
  browser = import ./browser.nix check tools sources { inherit forklab; };
  format = import ./format.nix check tools sources.formatted;
  layers = import ./layers.nix check sources.tests;
  lab-script = check { name = "lab-script"; command = "bash ${sources.scripts}/tests/lab_test.sh ${sources.scripts}"; };
  prose = import ./prose.nix check sources.prose;
  shellcheck = import ./shellcheck.nix check tools sources.scripts;
  names = import ./names.nix check { inherit source system; };
  junit = import ./junit.nix check tools { inherit (packages) result; inherit (sources) schema; };
  sandbox = import ./sandbox.nix check { script = sources.sandbox; devices = if isStandIn then [ ] else [ "/dev/kvm" ]; };
  source-configured = import ./source-configured.nix check tools cpythons;
  source-parts = import ./source-parts.nix check { inherit source; };
  sources = import ./sources.nix check cpythons.sources;
  source-filter = import ./source-filter.nix check { inherit source; };
}
