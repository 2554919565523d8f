# { source tree, only (nix/sources.nix), scenarios ? the tree's } -> what decides which cells of a suite are
# run, by the suite's name:
#   scenarios   the text of a scenarios.toml that has this suite alone
#   axes        a folder like src/axes with the values that the suite may ask for, and no others
# So a scenario that is added to one suite, or a value that is new to an axis, moves the suites that use it.
{ source, only, scenarios ? builtins.fromTOML (builtins.readFile "${source}/matrix/scenarios.toml") }:
let
  filesOf = axis: attrNames (builtins.readDir (source + "/src/axes/${axis}"));
  # The first lines are the header, and the header is short.
  headerOf = file: builtins.substring 0 1000 (builtins.readFile (source + "/src/axes/${file}"));

  inherit (builtins) all any attrNames concatLists concatStringsSep elem elemAt filter isString match;
  inherit (builtins) replaceStrings split toJSON;
  list = value: if isString value then [ value ] else value;
  fits = glob: name: match (replaceStrings [ "*" ] [ ".*" ] glob) name != null;
  parts = filter isString;

  axisNames = [ "forker" "scene" "child" "wait" "guard" ];
  # The first value of an axis stands for one that is left out.
  defaults = { wait = "waitpid"; guard = "none"; };
  # FORKER/SCENE/CHILD[/WAIT][/GUARD]: a fourth part that is the name of a guard is one.
  idParts = id:
    let
      found = parts (split "/" id);
      count = builtins.length found;
      isGuard = any (file: file == elemAt found (count - 1) + ".py") (filesOf "guard");
      names = if count == 4 && isGuard then filter (name: name != "wait") axisNames else axisNames;
    in
    builtins.listToAttrs (builtins.genList (i: { name = elemAt names i; value = elemAt found i; }) count);
  idOf = scenario: scenarios.alias.${scenario} or scenario;

  # Each product and each scenario by name as globs by axis.
  asked = suite: (suite.product or [ ]) ++ map (scenario: idParts (idOf scenario)) (suite.scenarios or [ ]);
  globsOf = suite: axis: concatLists (map (one: list (one.${axis} or defaults.${axis} or [ ])) (asked suite));

  # The values that a file of src/axes stands for: its header says what is made of its name
  # (src/axes/generate.py).
  namesOf = file:
    let
      header = headerOf file;
      own = replaceStrings [ ".py" ] [ "" ] (baseNameOf file);
      each = let found = match ".*\n# each ([A-Z]+): ([^\n]*)\n.*" header; in
        if found == null then [ own ]
        else map
          (kind: replaceStrings [ (elemAt found 0) ] [ kind ] own)
          (parts (split ", " (elemAt found 1)));
      also = let found = match ".*\n# also: ([^\n]*)\n.*" header; in
        if found == null then [ ]
        else concatLists
          (map (context: namesOf "shared/${context}") (parts (split ", " (elemAt found 0))));
    in
    concatLists (map (name: [ name ] ++ map (context: "${name}-${context}") also) each);

  isUsed = suite: axis: file:
    let globs = globsOf suite axis ++ (if defaults ? ${axis} then [ defaults.${axis} ] else [ ]); in
    any (name: any (glob: fits glob name) globs) (namesOf "${axis}/${file}");
  partsOf = suite:
    let
      inherit (suite) name;
      used = axis: filter (isUsed suite axis) (filesOf axis);
      valuesOf = axis: concatLists (map (file: namesOf "${axis}/${file}") (used axis));
      # An alias is the name that its scenario has in records.
      isAsked = id:
        let one = defaults // idParts id; in
        all (axis: elem one.${axis} (valuesOf axis)) axisNames;
      aliases = filter (alias: isAsked scenarios.alias.${alias}) (attrNames scenarios.alias);
      array = values: toJSON (list values);
      lines = concatLists [
        [ "schema = ${toString scenarios.schema}" "[alias]" ]
        (map (alias: "${alias} = ${toJSON scenarios.alias.${alias}}") aliases)
        [ "[[suite]]" "name = ${toJSON name}" ]
        (if suite ? deadline then [ "deadline = ${toString suite.deadline}" ] else [ ])
        (if suite ? scenarios then [ "scenarios = ${array suite.scenarios}" ] else [ ])
        (concatLists (map
          (product: [ "[[suite.product]]" ]
            ++ map (axis: "${axis} = ${array product.${axis}}") (attrNames product))
          (suite.product or [ ])))
        (concatLists (map
          (exclude: [
            "[[exclude]]" "scenario = ${toJSON exclude.scenario}" "reason = ${toJSON exclude.reason}"
          ])
          (scenarios.exclude or [ ])))
      ];
    in
    {
      scenarios = builtins.toFile "scenarios-${name}.toml" (concatStringsSep "\n" lines + "\n");
      axes = only "axes-${name}" ([ "src/axes/shared" ]
        ++ concatLists (map (axis: map (file: "src/axes/${axis}/${file}") (used axis)) axisNames));
    };
in
builtins.listToAttrs (map (suite: { inherit (suite) name; value = partsOf suite; }) scenarios.suite)
