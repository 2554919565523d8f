# The flake takes no attribute from the package set but those of names.nix: every package, check and app is
# instantiated over a set that has exactly these. nix/debian offers them all.
{ check, source, system, ... }:
let
  names = import ../names.nix;
  lab = import ../lab.nix { inherit source system; packageSet = import ./fake.nix system; };
  # Not those that make such a lab themselves, for ever.
  checks = removeAttrs lab.checks [ "names" "shellcheck" "source-filter" ];
  instantiated = map (one: builtins.unsafeDiscardStringContext one.drvPath)
    (builtins.attrValues lab.packages ++ builtins.attrValues checks ++ [ lab.shell ]);
  derivations = builtins.filter builtins.isString instantiated;
  lacks = what: wanted: list:
    map (name: "${what} ${name}") (builtins.filter (name: !(builtins.elem name list)) wanted);
  # What a variant needs must be among the names, or there never is such a build.
  variants = removeAttrs
    (builtins.fromTOML (builtins.readFile "${source}/matrix/variants.toml")) [ "schema" ];
  needed = builtins.concatLists (map (variant: variant.needs or [ ]) (builtins.attrValues variants));
  host = { tools = { }; compiler = ""; };
  standIn = builtins.attrNames (import ../debian/packages.nix { inherit system host; });
  wrong = lacks "nix/names.nix has no" needed names ++ lacks "nix/debian has no" names standIn;
  count = list: toString (builtins.length list);
in
check {
  name = "names";
  wrong = builtins.concatStringsSep "\n" wrong;
  command = ''
    printf '%s\n' "$wrong"
    echo '${count derivations} derivations instantiated over the listed names'
    echo '${count instantiated} passed, ${count wrong} failed, 0 skipped'
  '';
}
