# Every cell of the core suite on one build, ten times alone and ten times on a busy machine.
check: { cells, scenarios, script, buildsFile }: build:
check {
  name = "stability-${build.id}";
  builds = buildsFile [ build ];
  command = ''
    printf %s "$builds" >builds.json
    mkdir matrix
    cp ${scenarios} matrix/scenarios.toml
    bash ${script}/tests/stability.sh ${cells}/libexec/forklab/forklab-cells $PWD/matrix $PWD/builds.json core 10
  '';
}
