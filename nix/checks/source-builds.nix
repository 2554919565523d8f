# Each CPython built from source that the checks want is what it is labelled as (or it would not have been
# built), and its cells are as matrix/expectations.toml says.
{ check, skipped, only, tools, sources, forklab, cpythons, probeOf, observationsOf, ... }:
let
  script = only "source-build-test" [ "tests/source_build.sh" "tests/tally.sh" ];
  recordsOf = build: suite: "${observationsOf { inherit build suite; }}/observations.jsonl";
  observationsIn = build: map (recordsOf build) [ "seed" "wait" ];
  checkOf = name: build: check {
    name = "source-${name}";
    nativeBuildInputs = [ tools.cmake tools.ninja tools.python3 ];
    command = ''
      bash ${script}/tests/source_build.sh ${build.cpython} ${../cpython/identity.py} ${forklab}/bin/forklab \
        ${sources.matrix}/matrix ${if build.cpython.gil then "true" else "false"} \
        ${toString (observationsIn (build // { probe = probeOf build; }))}
    '';
  };
  outOfReach = name: _: skipped "source-${name}" "${name} is not built: its source is out of reach";
  named = checks: builtins.listToAttrs
    (map (name: { name = "source-${name}"; value = checks.${name}; }) (builtins.attrNames checks));
in
named (builtins.mapAttrs outOfReach cpythons.unreachable // builtins.mapAttrs checkOf cpythons.checkedBuilds)
