# A C++ program that embeds the last release build finds an installed forklab, and has the fork guard.
{ onLast, check, only, tools, sources, isStandIn, ... }:
let script = only "embed-test" [ "tests/embed.sh" "tests/tally.sh" ]; in
onLast "release" "embed" (build: check {
  name = "embed";
  nativeBuildInputs = [ tools.cmake ];
  inherit (build) python;
  include = builtins.concatStringsSep ";" build.include;
  # Debian's builds bring their own libc.
  own = if isStandIn then "yes" else "";
  command = ''
    [ -z "$own" ] || loader=$(echo ''${python%/bin/*}/lib/*/ld-linux-*.so.2)
    bash ${script}/tests/embed.sh ${sources.package} $python "$include" ''${loader-}
  '';
})
