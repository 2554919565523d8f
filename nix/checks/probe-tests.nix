# The promises of the primitives on one build.
{ check, skipped, only, perBuild, ... }:
let tests = only "probe-tests" [ "tests/probe" ]; in
perBuild "probe-tests" (build:
let name = "probe-tests-${build.id}"; in
if build.unavailable != null then skipped name "${build.id} is not there: ${build.unavailable}"
else check {
  inherit name;
  command = ''
    if [ -e ${build.probe}/unavailable ]; then cat ${build.probe}/unavailable; exit 1; fi
    ${build.python} -I ${tests}/tests/probe/test_primitives.py ${build.probe} ${toString build.trio}
  '';
})
