# The script that `forklab repro` writes of a cell says of that build what the record says: of a sample of the
# cells of a release build and of a debug build, whose crashes are assertions. `every`: see tests/repro.sh.
{ check, only, onLast, forklab, packages, prefix ? "repro", every ? 24, ... }:
let
  script = only "repro-test" [ "tests/repro.sh" "tests/tally.sh" ];
  of = variant: onLast variant "${prefix}-${variant}" (build: check {
    name = "${prefix}-${build.id}";
    command = ''
      bash ${script}/tests/repro.sh ${forklab}/bin/forklab ${packages.result} ${build.id} ${build.python} \
        ${builtins.concatStringsSep ":" build.include} ${builtins.concatStringsSep ":" build.trio} \
        ${toString every}
    '';
  });
in
{
  "${prefix}-release" = of "release";
  "${prefix}-debug" = of "debug";
}
