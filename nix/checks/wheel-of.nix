# given -> { name, build } -> the check of the Python package on a build: its wheel is made, and works in a
# venv that has nothing of the lab. guardTests: the promises of the guard are asked there, too, as on a probe.
{ check, skipped, only, wheelOf, ... }: { name, build, guardTests ? false }:
if build.unavailable != null then skipped name "${build.id} is not there: ${build.unavailable}"
else if build.pythonTools == [ ] then skipped name "scikit-build-core, pip and build cannot be had"
else check {
  inherit name;
  inherit (build) python;
  tests = only "package-tests" [ "tests/package" ];
  guard = if guardTests then only "probe-tests" [ "tests/probe/test_fork_guard.py" ] else "";
  trio = builtins.concatStringsSep " " build.trio;
  pythonTools = builtins.concatStringsSep ":" build.pythonTools;
  wheel = wheelOf build;
  # legacy-certs: else it looks for certificates, and fails where there are none.
  pipFlags = "--no-cache-dir --no-index --no-deps --use-deprecated=legacy-certs";
  command = ''
    . ${./tally.sh}
    $python -m venv --without-pip venv
    PYTHONPATH=$pythonTools $python -m pip --python venv/bin/python install $pipFlags $wheel/*.whl
    run() {
      local status=0
      venv/bin/python -I "$@" >test.log 2>&1 || status=$?
      cat test.log
      tally_of test.log $status >>tallies
    }
    run $tests/tests/package/test_package.py
    [ -z "$guard" ] || run $guard/tests/probe/test_fork_guard.py $trio
    sum_tallies <tallies
  '';
}
