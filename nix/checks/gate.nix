# One test per cell of a build: fails on any verdict but "as expected" or "not applicable".
check: { forklab, observations, matrix, build }:
check {
  name = "gate-${build.id}";
  command = "${forklab}/libexec/forklab/forklab-gate ${matrix}/matrix ${observations}/observations.jsonl";
}
