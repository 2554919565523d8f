# { stdenv, ccache } -> one CPython, upstream's and nothing else. Outputs: `out`, an installed prefix whose
# identity.json is what the interpreter says it is; with keepCache `cache`, what the compiler has made of
# what, for a build of a similar tree that gets it as `base`.
# A label that does not match (`version`, and what the variant `is`) fails the build: nothing is believed of a
# name.
{ stdenv, ccache, ... }:
{ name, variant, is, source, configured, needs ? [ ], version ? null, keepCache ? false, base ? null }:
let
  useCache = keepCache || base != null;
  isStatic = builtins.elem "MODULE_BUILDTYPE=static" variant.configure;
  wanted = is // (if version == null then { } else { inherit version; });
in
stdenv.mkDerivation {
  inherit name base;
  inherit (is) gil;  # passed on: cpython.gil
  outputs = [ "out" ] ++ (if keepCache then [ "cache" ] else [ ]);
  inherit source configured;
  wanted = builtins.toJSON wanted;
  identity = ./identity.py;
  precompiled = if variant.precompiled or "" == "imported" then ./precompiled-modules.txt else "";
  unchecked = if isStatic then "../Makefile.unchecked" else "";
  nativeBuildInputs = needs ++ (if useCache then [ ccache ] else [ ]);
  useCache = if useCache then "yes" else "";
  buildCommand = ''
    export LC_ALL=C
    mkdir python
    cd python
    [ "$PWD" = "$(cat $configured/place)" ] ||
      { echo "configured in $(cat $configured/place), built in $PWD"; exit 1; }
    old='2000-01-01 00:00:00' generated='2000-01-02 00:00:00'
    cp -r --no-preserve=timestamps $source/. .
    chmod -R u+w .
    find . -exec touch -h -d "$old" {} +
    tar -xf $configured/made.tar
    tar -tf $configured/made.tar | xargs touch -d "$generated"
    export SOURCE_DATE_EPOCH=315532800  # build dates, and .pyc files that hold whatever the time is
    compiler=$(sed -n 's/^CC=[ \t]*//p' Makefile)
    if [ -n "$useCache" ]; then
      # By what the compiler has read (-MMD): to look at preprocessed text, too, takes a miss half as long
      # again.
      export CCACHE_DIR=$NIX_BUILD_TOP/ccache CCACHE_DEPEND=1 CCACHE_COMPILERCHECK=content
      mkdir $CCACHE_DIR
      [ -z "$base" ] || tar -xf $base/ccache.tar -C $CCACHE_DIR
      compiler="ccache $compiler -MMD"
      ccache --zero-stats
    fi
    # Modules that cannot be imported are set aside: shared ones, once.
    sed 's|$(srcdir)/Tools/build/check_extension_modules.py|-c ""|' Makefile >../Makefile.unchecked
    make -f ''${unchecked:-Makefile} -j''${NIX_BUILD_CORES:-1} CC="$compiler" >../build.log 2>&1 ||
      { tail -n 60 ../build.log; exit 1; }
    # Installing compiles all of Lib, three times over (nothing here runs with -O), and with -j in a pool of
    # processes that fork: what a fork does in this tree is the question, and may be to hang. So it is left
    # out and done by several.
    sed 's|-Wi $(DESTDIR)$(LIBDEST)/compileall.py|-c ""|' ../Makefile.unchecked >../Makefile.install
    make -f ../Makefile.install altinstall prefix=$out >../install.log 2>&1 ||
      { tail -n 30 ../install.log; exit 1; }
    python=$(ls $out/bin/python3.* | grep -v config | head -n1)
    (
      cd $out/lib/python3.*
      if [ -n "$precompiled" ]; then
        while read -r name; do
          for path in "$name" "$name.py"; do [ ! -e "$path" ] || echo "$path"; done
        done <$precompiled
      else
        echo .
      fi | xargs -I{} find {} -name '*.py' -not -path '*/site-packages/*' -print0 |
        xargs -0 -P ''${NIX_BUILD_CORES:-1} -n 40 $python -I -m compileall -qf ||
        echo 'not all of Lib can be compiled'
    )
    rm -rf $out/lib/python3.*/config-*/libpython*.a $out/lib/libpython*.a
    [ -z "$useCache" ] || ccache --show-stats
    if [ -n "''${cache-}" ]; then
      mkdir $cache
      tar -cf $cache/ccache.tar -C $CCACHE_DIR .
    fi
    $python -I $identity "$wanted" >$out/identity.json
    cat $out/identity.json
  '';
  # An interpreter with AddressSanitizer runs in its own build.
  ASAN_OPTIONS = "detect_leaks=0";
}
