# One test per cell of a build: fails on any verdict but "as expected", "not applicable" and, as a
# skipped one, "unexplained".
check: { forklab, observations, matrix, build }:
check {
  name = "gate-${build.id}";
  command = "${forklab}/libexec/forklab/forklab-gate ${matrix}/matrix ${toString observations}";
}
