# Which files of a CPython tree a build reads. A tree that differs from another only elsewhere is the same
# build; one that differs only outside `configure` is configured already.
let
  namesIn = file: builtins.filter (name: builtins.isString name && name != "")
    (builtins.split "\n" (builtins.readFile file));
in
rec {
  # Never read by a build without test modules.
  unread = namesIn ./never-built-from.txt;
  # What ./configure reads; of Python/thread_*.h and Include/object.h only that they are there.
  configure = namesIn ./configure-inputs.txt;
  # What its checks read of that.
  checks = namesIn ./configure-check-inputs.txt;

  # tree (a path) -> { tree, configure, checks, headers }: store paths that hold these files alone. A tree
  # without the others, as `lab` and build-revision add it to the store, is one already by the name that a
  # flake's input has: to filter it again takes seconds.
  ofTree = tree:
    let
      root = toString tree;
      relative = path: builtins.substring (builtins.stringLength root + 1) (-1) (toString path);
      isBelow = folder: path:
        path == folder || builtins.substring 0 (builtins.stringLength folder + 1) path == "${folder}/";
      isPart = !builtins.any (name: builtins.pathExists "${root}/${name}") unread;
      only = name: files: builtins.path {
        inherit name;
        path = tree;
        filter = path: type: builtins.elem (relative path) (files ++ [ "Misc" "Modules" ]);
      };
      isObject = path: builtins.match ".*(\\.o|\\.a|\\.so|\\.pyc|/__pycache__)" path != null;
    in
    {
      tree = if isPart then tree else builtins.path {
        name = "source";
        path = tree;
        filter = path: type:
          !(builtins.any (folder: isBelow folder (relative path)) unread || isObject path);
      };
      configure = only "cpython-configure-source" configure;
      checks = only "cpython-checks-source" checks;
      headers = builtins.path { name = "cpython-headers"; path = "${root}/Include"; };
    };

  # stdenv -> tarball of a release -> the same without `checks`. Not by content: each release is configured by
  # itself.
  ofRelease = { stdenv, ... }: version: tarball:
    let
      tree = stdenv.mkDerivation {
        name = "cpython-source-${version}";
        inherit tarball unread;
        buildCommand = ''
          mkdir $out
          tar -xf $tarball -C $out --strip-components=1
          cd $out
          rm -rf $unread
        '';
      };
    in
    {
      inherit tree;
      headers = "${tree}/Include";
      configure = stdenv.mkDerivation {
        name = "cpython-configure-source-${version}";
        inherit tarball configure;
        buildCommand = ''
          mkdir unpacked $out
          tar -xf $tarball -C unpacked --strip-components=1
          cd unpacked
          cp --parents $configure $out/
        '';
      };
    };
}
