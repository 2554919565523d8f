# The promises of the primitives on one build.
check: source: build:
check {
  name = "probe-tests-${build.id}";
  command =
    if build.unavailable != null then "echo '${build.id} is not there: ${build.unavailable}'; echo 0 passed, 0 failed, 1 skipped"
    else ''
      if [ -e ${build.probe}/unavailable ]; then cat ${build.probe}/unavailable; exit 1; fi
      ${build.python} -I ${source}/tests/probe/test_primitives.py ${build.probe} ${toString build.trio}
    '';
}
