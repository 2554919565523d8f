# A tree without README and docs gives the same derivations: editing them rebuilds nothing. The parts of the
# tree that derivations are built from (nix/sources.nix) hold what matters and no more.
{ check, source, system, ... }:
let
  # The tree without these paths.
  without = dropped: builtins.path {
    name = "source";
    path = source;
    filter = path: type:
      !(builtins.elem (builtins.substring (builtins.stringLength (toString source) + 1) (-1) path) dropped);
  };
  parts = tree: removeAttrs (import ../sources.nix tree) [ "root" "only" ];
  all = parts source;
  isSame = name: dropped: "${(parts (without dropped)).${name}}" == "${all.${name}}";
  around = [ "README.md" "CONTRIBUTING.md" "LICENSE" "docs" ];
  unmoved = name: dropped: { text = "${name} is the same without ${toString dropped}"; holds = isSame name dropped; };
  moved = name: dropped: { text = "${name} is another without ${toString dropped}"; holds = !(isSame name dropped); };

  # Name -> derivation, over a set of names (fake.nix). The check `prose` is about the documents themselves.
  derivations = dropped:
    let lab = import ../lab.nix { inherit system; source = without dropped; packageSet = import ./fake.nix system; }; in
    builtins.mapAttrs (_: one: builtins.unsafeDiscardStringContext one.drvPath)
      (lab.packages // removeAttrs lab.checks [ "names" "prose" "shellcheck" "source-filter" ]);
  before = derivations [ ];
  after = derivations around;
  rebuilt = name: {
    text = "${name} is not built again without ${toString around}";
    holds = after.${name} == before.${name};
  };

  facts = map rebuilt (builtins.attrNames before) ++ [
    (unmoved "program" [ "tests" "nix" "matrix" "lab" ".ci" "flake.nix" ])
    (unmoved "execution" [ "src/cells" "src/app" "src/report" "src/verdict" "src/repro" "src/bisect" "src/gate" ])
    (unmoved "cells" [ "src/app" "src/report" "src/verdict" "src/repro" "src/bisect" "src/gate" ])
    (unmoved "scenarios" [ "matrix/expectations.toml" "matrix/builds.toml" "src" ])
    (unmoved "probe" [ "src/run" "src/app" "src/report" ])
    (moved "program" [ "src/run/runner.cpp" ])
    (moved "execution" [ "src/run/runner.cpp" ])
    (moved "scenarios" [ "matrix/scenarios.toml" ])
    (unmoved "probe" [ "src/axes/forker/main-thread.py" "src/axes/scene" "src/axes/shared" "src/axes/axes.cpp" ])
    (moved "probe" [ "src/probe/forkers.cpp" ])
    (moved "probe" [ "src/axes/wait/waitpid.py" ])
    (moved "matrix" [ "matrix/expectations.toml" ])
  ];
  holding = builtins.filter (fact: fact.holds) facts;
  broken = builtins.filter (fact: !fact.holds) facts;
  count = list: toString (builtins.length list);
in
check {
  name = "source-filter";
  broken = builtins.concatStringsSep "\n" (map (fact: "not so: ${fact.text}") broken);
  command = ''
    printf '%s\n' "$broken"
    echo '${count holding} passed, ${count broken} failed, 0 skipped'
  '';
}
