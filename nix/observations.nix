# One build x one suite: runs its cells in this sandbox and keeps what happened. It succeeds
# whatever CPython did; the log, which differs from run to run, goes to the build log.
# host: changes when the machine does (its kernel), so that the cells are run again.
{ stdenv, cellsOf, suiteOf, host }:
{ build, suite }:
stdenv.mkDerivation {
  name = "observations-${build.id}-${suite}";
  inherit host suite;
  builds = import ./builds-file.nix [ build ];
  inherit (suiteOf suite) scenarios;
  cells = (cellsOf suite).out;
  buildCommand = ''
    printf %s "$builds" >builds.json
    mkdir matrix
    cp $scenarios matrix/scenarios.toml
    status=0
    $cells/libexec/forklab/forklab-cells matrix --suite $suite --builds builds.json --log - -o $out ||
      status=$?
    # 3: the records are written, and say which cells could not be run.
    [ $status -eq 0 ] || [ $status -eq 3 ]
  '';
}
