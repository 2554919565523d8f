# Forks under the guard, a thousand on each release build, while other threads create and destroy
# sub-interpreters; on debug builds fewer: children die of an assertion of CPython's own (tests/soak.sh).
{ check, skipped, only, perBuild, ... }:
let
  test = only "soak-test" [ "tests/soak.sh" "tests/tally.sh" "tests/probe/fork_soak.py" ];
  counts = { release = 1000; debug = 200; };
in
perBuild "soak" (build:
let name = "soak-${build.id}"; in
if build.unavailable != null then skipped name "${build.id} is not there: ${build.unavailable}"
else if !(counts ? ${build.variant}) then skipped name "the guard refuses the variant ${build.variant}"
else check {
  inherit name;
  command = ''
    if [ -e ${build.probe}/unavailable ]; then cat ${build.probe}/unavailable; exit 1; fi
    bash ${test}/tests/soak.sh ${build.python} ${build.probe} ${toString counts.${build.variant}}
  '';
})
