# A CPython tree as it lies on disk, in every variant, beside the one it is compared with:
#   cpython-local-VARIANT        the tree, with the compiler cache of `base`: an edit costs what it touches
#   observations-local-VARIANT   its `core` observations
#   builds-local-VARIANT         a builds.json with the builds "base" and "local"
#   interpreters-local-VARIANT   the same without probes: for scripts, and for what no probe can be made for
# and for bisecting, of the tree alone, with the compiler cache of another revision (`cache`: null or what
# this left):
#   revision-VARIANT             builds.json, and a compiler cache for builds of similar trees
#   revision-interpreter-VARIANT the same without a probe
# cpython-local, observations-local ...: variant bisect.
{ stdenv, tree, base, cache, trio, make, variants, probeOf, observationsOf, buildsFile }:
let
  versionOf = tree:
    let
      header = builtins.readFile "${tree}/Include/patchlevel.h";
      found = builtins.match ".*#define PY_VERSION[ \t]+\"([^\"+]+)\\+?\".*" header;
    in
    if found != null then builtins.head found
    else throw "${tree} is no CPython tree: Include/patchlevel.h has no PY_VERSION";
  treeParts = make.parts.ofTree tree;
  baseParts = make.parts.ofTree base;

  cpythonOf = variant:
    let ofBase = make.ofTree { parts = baseParts; inherit variant; keepCache = true; }; in
    {
      base = ofBase;
      local = if "${treeParts.tree}" == "${baseParts.tree}" then ofBase
        else make.ofTree { parts = treeParts; inherit variant; base = ofBase.cache; };
    };

  buildOf = variant: id: tree: parts: cpython:
    let
      headers = make.headersOf { inherit parts variant; };
      name = make.executable (versionOf tree) variant;
      build = {
        inherit id variant trio;
        environment = make.environment variant;
        version = versionOf tree;
        origin = "local";
        package = "a CPython tree";
        python = "${cpython}/bin/${name}";
        include = [ "${headers}" ];
        extSuffix = "${headers}/ext-suffix";
        unavailable = null;
      };
    in
    build // { probe = probeOf build; };

  of = variant:
    let
      cpython = cpythonOf variant;
      local = buildOf variant "local" tree treeParts cpython.local;
      both = [ (buildOf variant "base" base baseParts cpython.base) local ];
      file = builds: stdenv.mkDerivation {
        name = "builds-local.json";
        builds = buildsFile builds;
        buildCommand = "printf %s \"$builds\" >$out";
      };
      revision = make.ofTree {
        parts = treeParts;
        inherit variant;
        keepCache = true;
        base = if cache == null then null else "${cache}/cache";
      };
      # By the name of a flake input, so that Nix takes it as one without a copy.
      folder = build: stdenv.mkDerivation {
        name = "source";
        builds = buildsFile [ build ];
        inherit (revision) cache;
        buildCommand = "mkdir $out; printf %s \"$builds\" >$out/builds.json; ln -s $cache $out/cache";
      };
      ofRevision = buildOf variant "revision" tree treeParts revision;
    in
    {
      cpython = cpython.local;
      observations = observationsOf { build = local; suite = "core"; };
      builds = file both;
      interpreters = file (map (build: build // { probe = null; }) both);
      revision = folder ofRevision;
      revisionInterpreter = folder (ofRevision // { probe = null; });
    };
  named = suffix: made: {
    "cpython-local${suffix}" = made.cpython;
    "observations-local${suffix}" = made.observations;
    "builds-local${suffix}" = made.builds;
    "interpreters-local${suffix}" = made.interpreters;
    "revision${suffix}" = made.revision;
    "revision-interpreter${suffix}" = made.revisionInterpreter;
  };
in
builtins.foldl' (all: variant: all // named "-${variant}" (of variant))
  (named "" (of "bisect"))
  (builtins.attrNames variants)
