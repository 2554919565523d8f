# One test per cell of a build: fails on any verdict but "as expected" and "not applicable". A build that
# cannot be had is skipped, with the reason.
{ check, skipped, forklab, sources, builds, perBuild, observationsOf, suitesOf, ... }:
perBuild "gate" (build:
let
  name = "gate-${build.id}";
  program = "${forklab}/libexec/forklab/forklab-gate";
  observations = map (suite: observationsOf { inherit build suite; }) (suitesOf build);
in
if build.unavailable != null then skipped name "${build.id} is not run: ${build.unavailable}"
else check {
  inherit name;
  command = "${program} --strict ${sources.matrix}/matrix ${toString observations}";
})
