# tools -> source -> every CPython from source: { "cpython-3_13_5-debug" = derivation; ... }, and
# `default`: those that are built by the checks.
tools: source:
let
  pins = builtins.fromTOML (builtins.readFile "${source}/matrix/sources.toml");
  build = import ./cpython.nix tools pins;
  attribute = row: variant: "cpython-${builtins.replaceStrings [ "." ] [ "_" ] row.version}-${variant}";
  of = row: variants: builtins.listToAttrs
    (map (variant: { name = attribute row variant; value = build row variant; }) variants);
  merged = builtins.foldl' (all: more: all // more) { };
in
{
  all = merged (map (row: of row (builtins.attrNames pins.variants)) pins.source);
  default = merged (map (row: of row (row.default or [ ])) pins.source);
}
