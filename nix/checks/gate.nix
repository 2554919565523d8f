# One test per cell of a build: fails on any verdict but "as expected", "not applicable" and, as a
# skipped one, "unexplained". A build that cannot be had is skipped, with the reason.
check: { forklab, observations, matrix, build }:
check {
  name = "gate-${build.id}";
  command =
    if build.unavailable != null then "echo '${build.id} is not run: ${build.unavailable}'; echo 0 passed, 0 failed, 1 skipped"
    else "${forklab}/libexec/forklab/forklab-gate ${matrix}/matrix ${toString observations}";
}
