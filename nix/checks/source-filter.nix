# A tree without README and docs gives the same sources, hence the same derivations: editing them
# rebuilds nothing. And what does matter is in there.
check: { source }:
let
  without = dropped: builtins.path {
    name = "source";
    path = source;
    filter = path: type: !(builtins.elem (baseNameOf path) dropped);
  };
  parts = tree: removeAttrs (import ../sources.nix tree) [ "root" ];
  all = parts source;
  same = name: dropped: "${(parts (without dropped)).${name}}" == "${all.${name}}";
  facts = builtins.concatMap
    (name: [ (same name [ "README.md" "docs" "LICENSE" "CONTRIBUTING.md" ]) ])
    (builtins.attrNames all)
  ++ [
    (same "program" [ "tests" "nix" "matrix" "lab" ])
    (same "scenarios" [ "expectations.toml" "builds.toml" ])
    (!(same "program" [ "runner.cpp" ]))
    (!(same "scenarios" [ "scenarios.toml" ]))
    (!(same "probe" [ "forkers.cpp" ]))
  ];
  count = wanted: toString (builtins.length (builtins.filter (fact: fact == wanted) facts));
in
check {
  name = "source-filter";
  command = ''
    echo '${count true} passed, ${count false} failed, 0 skipped'
    [ ${count false} -eq 0 ]
  '';
}
