# Every cell of the core suite on one build, ten times alone and ten times on a busy machine.
{ check, only, onLast, cellsOf, suiteOf, ... }:
let script = only "stability-test" [ "tests/stability.sh" "tests/tally.sh" ]; in
onLast "release" "stability" (build: check {
  name = "stability-${build.id}";
  builds = import ../builds-file.nix [ build ];
  command = ''
    printf %s "$builds" >builds.json
    mkdir matrix
    cp ${(suiteOf "core").scenarios} matrix/scenarios.toml
    bash ${script}/tests/stability.sh ${cellsOf "core"}/libexec/forklab/forklab-cells $PWD/matrix \
      $PWD/builds.json core 10
  '';
})
