# Everything `nix flake check` builds. Each check leaves $out/tally: "N passed, N failed, N skipped".
{ tools, sources, source, system, forklab, observationsOf, suites, builds, perBuild, packages, cpythons }:
let
  check = import ./check.nix tools.stdenv;
in
perBuild "gate" (build: import ./gate.nix check {
  inherit forklab build; matrix = sources.matrix;
  observations = map (suite: observationsOf { inherit build suite; }) suites;
})
// perBuild "probe-tests" (build: import ./probe-tests.nix check sources.probeTests build)
// builtins.listToAttrs (map
  (name: {
    name = "source-${name}";
    value = import ./source-builds.nix check { inherit forklab; scenarios = sources.scenarios; } name cpythons.default.${name};
  })
  (builtins.attrNames cpythons.default))
// builtins.mapAttrs
  (name: _: check { inherit name; command = "echo '${name} is not built: its source is out of reach'; echo 0 passed, 0 failed, 1 skipped"; })
  cpythons.unreachable
// {
  tests = import ./tests.nix check tools sources.tests builds;
  browser = import ./browser.nix check tools sources { inherit forklab; };
  format = import ./format.nix check tools sources.formatted;
  layers = import ./layers.nix check sources.tests;
  lab-script = check { name = "lab-script"; command = "bash ${sources.scripts}/tests/lab_test.sh ${sources.scripts}"; };
  shellcheck = import ./shellcheck.nix check tools sources.scripts;
  names = import ./names.nix check { inherit source system; };
  source-filter = import ./source-filter.nix check { inherit source; };
}
