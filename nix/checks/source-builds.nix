# Each CPython built from source that the checks want is what it is labelled as (or it would not have been
# built).
{ check, skipped, only, tools, sources, forklab, cpythons, ... }:
let
  script = only "source-build-test" [ "tests/source_build.sh" "tests/tally.sh" ];
  checkOf = name: cpython: check {
    name = "source-${name}";
    nativeBuildInputs = [ tools.cmake tools.ninja ];
    command = ''
      bash ${script}/tests/source_build.sh ${cpython} ${../cpython/identity.py} ${forklab}/bin/forklab \
        ${sources.scenarios}/matrix ${if cpython.gil then "true" else "false"}
    '';
  };
  outOfReach = name: _: skipped "source-${name}" "${name} is not built: its source is out of reach";
  named = checks: builtins.listToAttrs
    (map (name: { name = "source-${name}"; value = checks.${name}; }) (builtins.attrNames checks));
in
named (builtins.mapAttrs outOfReach cpythons.unreachable // builtins.mapAttrs checkOf cpythons.checked)
