# tools -> variants -> makers of CPython from source.
tools: variants:
let
  parts = import ./parts.nix;
  configured = import ./configured.nix tools;
  build = import ./build.nix tools;
  headers = import ./headers.nix tools;
  names = toString (builtins.attrNames (removeAttrs variants [ "schema" ]));
  variantNamed = name: variants.${name} or
    (throw "there is no variant \"${name}\" in matrix/variants.toml; there are: ${names}");
  # What an interpreter of the variant is: what it does not say is as in [release].
  isOf = name: variants.release.is // (variantNamed name).is or { };
  configuredOf = { parts, variant }: configured (variantNamed variant) {
    inputs = parts.configure;
    checked = parts.checks or null;
  };
  needsOf = variant: (variantNamed variant).needs or [ ];
  missing = variant: builtins.filter (name: (tools.${name} or null) == null) (needsOf variant);
  make = { name, variant, parts, keepCache ? false, ... }@arguments:
    if missing variant != [ ] then impossible { inherit name variant keepCache; }
    else build (removeAttrs arguments [ "parts" "variant" ] // {
      variant = variantNamed variant;
      is = isOf variant;
      needs = map (name: tools.${name}) (needsOf variant);
      source = parts.tree;
      configured = configuredOf { inherit parts variant; };
    });
  # It is there by name, says what it lacks when it is built, and leaves everything else as it is.
  impossible = { name, variant, keepCache }: tools.stdenv.mkDerivation {
    inherit name;
    inherit (isOf variant) gil;
    outputs = [ "out" ] ++ (if keepCache then [ "cache" ] else [ ]);
    buildCommand = ''
      echo 'error: variant ${variant} needs ${toString (missing variant)}, not in the package set' >&2
      exit 1
    '';
  };
in
{
  inherit parts;
  # "python3.14td"
  executable = version: variant:
    let
      is = isOf variant;
      minor = builtins.head (builtins.match "([0-9]+\\.[0-9]+).*" version);
    in
    "python${minor}${if is.gil then "" else "t"}${if is.debug then "d" else ""}";
  # "NAME=value": what its runs need.
  environment = variant:
    let variables = (variantNamed variant).environment or { }; in
    map (name: "${name}=${variables.${name}}") (builtins.attrNames variables);
  # Attributes of the package set that a variant wants and that are not there.
  inherit missing;
  ofRelease = version: tarball: variant: make {
    name = "cpython-${version}-${variant}";
    parts = parts.ofRelease tools version tarball;
    inherit variant version;
  };
  inherit configuredOf;
  # What a probe is compiled with, without a build.
  headersOf = { parts, variant }: headers parts.headers (configuredOf { inherit parts variant; });
  # parts: of a tree as it lies on disk. keepCache and base: see build.nix.
  ofTree = { parts, variant, keepCache ? false, base ? null, name ? "cpython-local-${variant}" }: make {
    inherit name variant keepCache base parts;
  };
}
