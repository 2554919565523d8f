# tools -> source -> standIn -> every pinned CPython from source:
#   all         { "cpython-3_13_5-debug" = derivation; ... }
#   checked     those that the checks build, and `unreachable`: those that they would
#   builds      those that are builds of the matrix, as nix/builds.nix describes them
#   make        nix/cpython; `variants` as in matrix/variants.toml
tools: source: standIn:
let
  read = file: builtins.fromTOML (builtins.readFile "${source}/matrix/${file}");
  pins = read "sources.toml";
  variants = removeAttrs (read "variants.toml") [ "schema" ];
  make = import ./cpython tools variants;

  file = row: "Python-${row.version}.tar.xz";
  tarball = row: tools.fetchurl {
    name = file row;
    url = builtins.replaceStrings [ "VERSION" ] [ row.version ] pins.url;
    inherit (row) sha256;
  };
  build = row: make.ofRelease row.version (tarball row);
  attribute = row: variant: "cpython-${builtins.replaceStrings [ "." ] [ "_" ] row.version}-${variant}";
  of = row: names: builtins.listToAttrs
    (map (variant: { name = attribute row variant; value = build row variant; }) names);
  isReachable = row: standIn == null || builtins.elem row.sha256 standIn.sources;
  merged = builtins.foldl' (all: more: all // more) { };

  matrixBuild = row: variant:
    let
      absent = make.missing variant;
      cpython = build row variant;
      headers = make.headersOf { inherit variant; parts = make.parts.ofRelease tools row.version (tarball row); };
      name = make.executable row.version variant;
    in
    {
      id = "${row.version}-${variant}-source";
      inherit (row) version;
      inherit variant;
      origin = "source";
      package = "${file row} sha256:${row.sha256}";
    } // (
      if !(isReachable row) then { unavailable = "source not reachable: ${file row}"; python = ""; include = [ ]; trio = [ ]; }
      else if absent != [ ] then { unavailable = "the package set has no ${toString absent}"; python = ""; include = [ ]; trio = [ ]; }
      else {
        unavailable = null;
        python = "${cpython}/bin/${name}";
        include = [ "${headers}" ];
        extSuffix = "${headers}/ext-suffix";
        trio = [ ];
      }
    );
in
{
  inherit make tarball variants;
  all = merged (map (row: of row (builtins.attrNames variants)) pins.source);
  checked = merged (map (row: of row (row.checks or [ ])) (builtins.filter isReachable pins.source));
  unreachable = merged (map (row: of row (row.checks or [ ])) (builtins.filter (row: !isReachable row) pins.source));
  builds = builtins.concatMap (row: map (matrixBuild row) (row.default or [ ])) pins.source;
  # Every pinned source that is in reach, for a look at it before anything is built.
  sources = map (row: { inherit (row) version; tarball = tarball row; isBuilt = row ? checks; }) (builtins.filter isReachable pins.source);
}
