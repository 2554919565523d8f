# `forklab bisect` over histories of a stand-in, as a user meets it.
check: { git, ... }: { forklab, script }: build:
check {
  name = "bisect";
  nativeBuildInputs = [ git ];
  command = "bash ${script}/tests/bisect.sh ${forklab}/bin/forklab ${build.python}";
}
