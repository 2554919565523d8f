# tools -> source -> standIn -> every pinned CPython from source:
#   all         { "cpython-3_13_5-debug" = derivation; ... }
#   checkedBuilds  those that the checks build, as builds; `unreachable`: those that they would
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

  none = reason: { unavailable = reason; python = ""; include = [ ]; trio = [ ]; };
  # As nix/builds.nix describes it, and `cpython`.
  matrixBuild = row: variant:
    let
      absent = make.missing variant;
      cpython = build row variant;
      parts = make.parts.ofRelease tools row.version (tarball row);
      headers = make.headersOf { inherit variant parts; };
      name = make.executable row.version variant;
    in
    {
      id = "${row.version}-${variant}-source";
      inherit (row) version;
      inherit variant;
      origin = "source";
      environment = make.environment variant;
      package = "${file row} sha256:${row.sha256}";
      inherit cpython;
    } // (
      if !(isReachable row) then none "source not reachable: ${file row}"
      else if absent != [ ] then none "the package set has no ${toString absent}"
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
  checkedBuilds = merged (map
    (row: builtins.listToAttrs
      (map (variant: { name = attribute row variant; value = matrixBuild row variant; }) (row.checks or [ ])))
    (builtins.filter isReachable pins.source));
  unreachable = merged
    (map (row: of row (row.checks or [ ])) (builtins.filter (row: !isReachable row) pins.source));
  builds = builtins.concatMap (row: map (matrixBuild row) (row.default or [ ])) pins.source;
  # Every pinned source that is in reach, for a look at it before anything is built.
  sources = map (row: { inherit (row) version; tarball = tarball row; isBuilt = row ? checks; })
    (builtins.filter isReachable pins.source);
}
