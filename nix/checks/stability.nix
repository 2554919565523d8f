# Every cell of the core suite on one build, ten times alone and ten times on a busy machine.
check: { forklab, scenarios, script, buildsFile }: build:
check {
  name = "stability-${build.id}";
  builds = buildsFile [ build ];
  command = ''
    printf %s "$builds" >builds.json
    bash ${script}/tests/stability.sh ${forklab}/bin/forklab ${scenarios}/matrix $PWD/builds.json core 10
  '';
}
