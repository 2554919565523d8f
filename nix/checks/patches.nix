# What the candidate patches for CPython (patches/) change: the source in variant `bisect`, with each patch
# and with both, runs tests/patches/*.py as it does without, but for the deaths that the patch ends.
{ check, skipped, only, tools, cpythons, ... }:
let
  inherit (cpythons) make;
  version = "3.13.5";
  variant = "bisect";
  found = builtins.filter (source: source.version == version) cpythons.sources;
  tarball = (builtins.head found).tarball;
  # Alone, so that an edit of its text builds nothing.
  patch = name: let file = "patches/${name}.patch"; in "${only name [ file ]}/${file}";
  test = only "patches-test" [ "tests/patches.sh" "tests/patches" "tests/tally.sh" ];

  named = names: builtins.concatStringsSep "+" names;
  withPatches = names: tools.stdenv.mkDerivation {
    name = "python-${version}-${named names}.tar";
    inherit tarball;
    files = map patch names;
    nativeBuildInputs = [ tools.git ];
    buildCommand = ''
      mkdir tree
      tar -xf $tarball -C tree --strip-components=1
      cd tree
      git apply --verbose $files
      cd ..
      tar -cf $out tree
    '';
  };

  plain = make.parts.ofRelease tools version tarball;
  base = make.ofTree {
    parts = plain;
    inherit variant;
    keepCache = true;
    name = "cpython-${version}-unpatched";
  };
  # No patch touches what configure reads.
  patched = names: make.ofTree {
    parts = make.parts.ofRelease tools version (withPatches names) // { inherit (plain) configure; };
    inherit variant;
    base = base.cache;
    name = "cpython-${version}-${named names}";
  };
  python = cpython: "${cpython}/bin/${make.executable version variant}";
  forget = "forget-interpreters";
  signals = "signals-in-children";
  tried = [ [ forget ] [ signals ] [ forget signals ] ];
in
if found == [ ] then skipped "patches" "Python-${version}.tar.xz is out of reach"
else check {
  name = "patches";
  command = ''
    bash ${test}/tests/patches.sh ${test}/tests/patches ${python base} \
      ${toString (map (names: "${named names}=${python (patched names)}") tried)}
  '';
}
