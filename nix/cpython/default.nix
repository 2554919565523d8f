# tools -> variants -> makers of CPython from source.
tools: variants:
let
  parts = import ./parts.nix;
  configured = import ./configured.nix tools;
  build = import ./build.nix tools;
  headers = import ./headers.nix tools;
  variantNamed = name: variants.${name} or
    (throw "there is no variant \"${name}\" in matrix/variants.toml; there are: ${toString (builtins.attrNames (removeAttrs variants [ "schema" ]))}");
  configuredOf = { parts, variant }: configured (variantNamed variant) { inputs = parts.configure; checked = parts.checks or null; };
  make = { name, variant, parts, ... }@arguments: build (removeAttrs arguments [ "parts" "variant" ] // {
    variant = variantNamed variant;
    needs = builtins.filter (tool: tool != null) (map (name: tools.${name}) ((variantNamed variant).needs or [ ]));
    source = parts.tree;
    configured = configuredOf { inherit parts variant; };
  });
in
{
  inherit parts;
  # "python3.14td"
  executable = version: variant:
    let has = flag: builtins.elem flag (variantNamed variant).configure; in
    "python${builtins.head (builtins.match "([0-9]+\\.[0-9]+).*" version)}${if has "--disable-gil" then "t" else ""}${if has "--with-pydebug" then "d" else ""}";
  # Attributes of the package set that a variant wants and that are not there.
  missing = variant: builtins.filter (name: (tools.${name} or null) == null) ((variantNamed variant).needs or [ ]);
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
