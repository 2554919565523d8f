# Every cell of a suite on one build, ten times alone and ten times on a busy machine.
{ check, only, onLast, cellsOf, suiteOf, ... }:
let
  script = only "stability-test" [ "tests/stability.sh" "tests/tally.sh" ];
  of = suite: onLast "release" "stability-${suite}" (build: check {
    name = "stability-${suite}-${build.id}";
    builds = import ../builds-file.nix [ build ];
    command = ''
      printf %s "$builds" >builds.json
      mkdir matrix
      cp ${(suiteOf suite).scenarios} matrix/scenarios.toml
      bash ${script}/tests/stability.sh ${cellsOf suite}/libexec/forklab/forklab-cells $PWD/matrix \
        $PWD/builds.json ${suite} 10
    '';
  });
in
{
  stability-core = of "core";
  stability-guarded = of "guarded";
}
