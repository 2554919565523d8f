# Trees that differ only in what a build does not read are one source; those that differ outside of what
# configure reads are configured already, and outside of what its checks read are checked; those that differ
# outside of Include have one probe. tests/cpython-tree has one file of each kind.
{ check, source, ... }:
let
  parts = import ../cpython/parts.nix;
  root = "${source}/tests/cpython-tree";
  # The tree without these files stands for one in which they are others.
  without = dropped: parts.ofTree (builtins.path {
    name = "cpython-tree";
    path = root;
    filter = path: type:
      !(builtins.elem (builtins.substring (builtins.stringLength root + 1) (-1) path) dropped);
  });
  all = without [ ];
  isSame = part: file: "${(without [ file ]).${part}}" == "${all.${part}}";
  fact = part: wanted: file: {
    text = "an edit of ${file} ${if wanted then "leaves" else "changes"} the ${part} source";
    holds = isSame part file == wanted;
  };
  facts =
    map (fact "tree" true) [
      "Doc/index.rst" "Lib/test/test_os.py" "Misc/NEWS.d/next.rst"
      "PC/config.c" ".github/build.yml" "Tools/wasm/build.py"
    ]
    ++ map (fact "tree" false)
      [ "Python/pystate.c" "Lib/os.py" "configure" "Include/object.h" "Misc/python.pc.in" ]
    ++ map (fact "configure" true) [ "Python/pystate.c" "Lib/os.py" "Include/patchlevel.h" "Doc/index.rst" ]
    ++ map (fact "configure" false) [ "configure" "Misc/python.pc.in" "Modules/makesetup" ]
    ++ map (fact "checks" true) [ "Misc/python.pc.in" "Modules/makesetup" "Lib/os.py" ]
    ++ map (fact "checks" false) [ "configure" ]
    ++ map (fact "headers" true) [ "Python/pystate.c" "Lib/os.py" "configure" ]
    ++ map (fact "headers" false) [ "Include/object.h" "Include/patchlevel.h" ];
  holding = builtins.filter (fact: fact.holds) facts;
  broken = builtins.filter (fact: !fact.holds) facts;
  count = list: toString (builtins.length list);
in
check {
  name = "source-parts";
  broken = builtins.concatStringsSep "\n" (map (fact: "not so: ${fact.text}") broken);
  command = ''
    printf '%s\n' "$broken"
    echo '${count holding} passed, ${count broken} failed, 0 skipped'
  '';
}
