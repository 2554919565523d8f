# `forklab bisect` over histories of a stand-in, as a user meets it.
{ check, only, onLast, tools, forklab, ... }:
let script = only "bisect-test" [ "tests/bisect.sh" "tests/tally.sh" ]; in
onLast "release" "bisect" (build: check {
  name = "bisect";
  nativeBuildInputs = [ tools.git ];
  command = "bash ${script}/tests/bisect.sh ${forklab}/bin/forklab ${build.python}";
})
