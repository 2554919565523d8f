# What an edit moves, told by derivations that are compared and not built: a tree without a file stands for
# one in which that file is another. Documents move nothing, what judges moves no observation, a scenario or a
# value of an axis moves the suites that use it.
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
  # LICENSE is a part of the Python package.
  around = [ "README.md" "CONTRIBUTING.md" "docs" ];
  unmoved = name: dropped: fact "${name} is the same without ${toString dropped}" (isSame name dropped);
  moved = name: dropped: fact "${name} is another without ${toString dropped}" (!(isSame name dropped));

  # Name -> derivation, over a set of names (fake.nix). The check `prose` is about the documents themselves.
  labOver = dropped:
    import ../lab.nix { inherit system; source = without dropped; packageSet = import ./fake.nix system; };
  paths = builtins.mapAttrs (_: one: builtins.unsafeDiscardStringContext one.drvPath);
  # Not the CPythons from source, of which there are many, and what depends on all.
  isAsked = name: builtins.match "cpython-.*|deep" name == null;
  packagesOver = dropped:
    let all = (labOver dropped).packages; in
    paths (removeAttrs all (builtins.filter (name: !(isAsked name)) (builtins.attrNames all)));
  checksOver = dropped:
    paths (removeAttrs (labOver dropped).checks [ "names" "prose" "shellcheck" "source-filter" ]);
  packages = packagesOver [ ];
  checks = checksOver [ ];
  differing = before: after:
    builtins.filter (name: before.${name} != after.${name}) (builtins.attrNames before);
  fact = text: holds: { inherit text holds; };
  wrongly = names: if names == [ ] then "" else ": ${toString names}";

  # Of the packages whose names begin with one of `stay` none is another without the paths of `edit`; of those
  # with one of `move` all are.
  ofKind = kind: builtins.filter (name: builtins.substring 0 (builtins.stringLength kind) name == kind);
  after = { edit, stay ? [ ], move ? [ ] }:
    let
      moved = differing packages (packagesOver edit);
      stays = kind:
        let here = ofKind kind moved; in
        fact "an edit of ${toString edit} leaves ${kind}...${wrongly here}" (here == [ ]);
      moves = kind:
        let all = ofKind kind (builtins.attrNames packages); in
        fact "an edit of ${toString edit} moves ${kind}..." (ofKind kind moved == all && all != [ ]);
    in
    map stays stay ++ map moves move;
  judgement = map (room: "src/${room}") [ "app" "bisect" "gate" "report" "repro" "verdict" ]
    ++ [ "matrix/expectations.toml" "tests" "bench" "lab" ".ci" ] ++ around;

  # A scenario that is new in one suite.
  suites = import ../suites.nix { inherit source; inherit (import ../sources.nix source) only; };
  scenarios = builtins.fromTOML (builtins.readFile "${source}/matrix/scenarios.toml");
  longer = suite:
    if suite.name != "wait" then suite
    else suite // { scenarios = suite.scenarios or [ ] ++ [ "coroutine/nothing/exit/pidfd" ]; };
  afterwards = import ../suites.nix {
    inherit source;
    inherit (import ../sources.nix source) only;
    scenarios = scenarios // { suite = map longer scenarios.suite; };
  };
  isSameSuite = name:
    let of = suite: [ suite.scenarios "${suite.axes}" ]; in of suites.${name} == of afterwards.${name};

  edits = [
    # What judges runs no cell, and the supervisor is the one it was.
    { edit = judgement; stay = [ "observations-" "execution" "probe-" ]; }
    {
      edit = [ "src/supervise/supervisor.cpp" ];
      move = [ "observations-" "execution" ];
      stay = [ "probe-" ];
    }
    { edit = [ "src/cells/main.cpp" ]; move = [ "observations-" ]; stay = [ "execution" "probe-" ]; }
    # A value of an axis moves the suites that use it, and the probes only where it is a function of theirs.
    {
      edit = [ "src/axes/guard/guarded.py" ];
      move = [ "observations-guarded" ];
      stay = [ "observations-core" "observations-wait" "probe-" ];
    }
    {
      edit = [ "src/axes/wait/sigchld.py" ];
      move = [ "observations-wait" ];
      stay = [ "observations-core" "probe-" ];
    }
    { edit = [ "src/axes/scene/subint-churn.py" ]; stay = [ "observations-" "probe-" ]; }
    {
      edit = [ "src/axes/forker/coroutine.py" ];
      move = [ "observations-core" ];
      stay = [ "observations-wait" ];
    }
    { edit = [ "src/axes/wait/waitpid.py" ]; move = [ "observations-" "probe-" ]; }
    { edit = [ "src/package" "pyproject.toml" ]; stay = [ "observations-" "probe-" "execution" ]; }
    { edit = [ "src/probe/forkers.cpp" ]; move = [ "observations-" "probe-" ]; stay = [ "execution" ]; }
  ];
  facts = builtins.concatMap after edits ++ [
    (let moved = differing packages (packagesOver around) ++ differing checks (checksOver around); in
      fact "nothing is built again without ${toString around}${wrongly moved}" (moved == [ ]))
    # A scenario moves the suite that it is added to.
    (fact "a scenario of wait leaves core" (isSameSuite "core"))
    (fact "a scenario of wait leaves seed" (isSameSuite "seed"))
    (fact "a scenario of wait leaves guarded" (isSameSuite "guarded"))
    (fact "a scenario of wait moves wait" (!(isSameSuite "wait")))
    (unmoved "program" [ "tests" "nix" "matrix" "lab" ".ci" "flake.nix" ])
    (moved "program" [ "src/report/html.cpp" ])
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
