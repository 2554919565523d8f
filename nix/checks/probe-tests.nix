# The promises of the primitives on each build.
# prefix, script: guard-tests.nix asks the same of another script.
{ check, skipped, only, perBuild, ... }@given:
let
  prefix = given.prefix or "probe-tests";
  script = "tests/probe/${given.script or "test_primitives.py"}";
  tests = only "probe-tests" [ script ];
in
perBuild prefix (build:
let name = "${prefix}-${build.id}"; in
if build.unavailable != null then skipped name "${build.id} is not there: ${build.unavailable}"
else check {
  inherit name;
  command = ''
    if [ -e ${build.probe}/unavailable ]; then cat ${build.probe}/unavailable; exit 1; fi
    ${build.python} -I ${tests}/${script} ${build.probe} ${toString build.trio}
  '';
})
