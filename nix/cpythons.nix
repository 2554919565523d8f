# tools -> source -> standIn -> every CPython from source: { "cpython-3_13_5-debug" = derivation; ... },
# `default`: those that are built by the checks, and `unreachable`: those that would be.
tools: source: standIn:
let
  pins = builtins.fromTOML (builtins.readFile "${source}/matrix/sources.toml");
  build = import ./cpython.nix tools pins;
  attribute = row: variant: "cpython-${builtins.replaceStrings [ "." ] [ "_" ] row.version}-${variant}";
  of = row: variants: builtins.listToAttrs
    (map (variant: { name = attribute row variant; value = build row variant; }) variants);
  isReachable = row: standIn == null || builtins.elem row.sha256 standIn.sources;
  merged = builtins.foldl' (all: more: all // more) { };
in
{
  all = merged (map (row: of row (builtins.attrNames pins.variants)) pins.source);
  default = merged (map (row: of row (row.default or [ ])) (builtins.filter isReachable pins.source));
  unreachable = merged (map (row: of row (row.default or [ ])) (builtins.filter (row: !isReachable row) pins.source));
}
