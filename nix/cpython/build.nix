# { stdenv } -> one CPython, upstream's and nothing else. Outputs: `out`, an installed prefix whose
# identity.json is what the interpreter says it is; with keepObjects `objects`, the build folder and the
# hashes of its sources, for a build of a slightly different tree, configured alike, that gets it as `base`.
# A label that does not match (version, debug, GIL, sanitizer) fails the build: nothing is believed of a name.
{ stdenv, ... }:
{ name, variant, source, configured, version ? null, keepObjects ? false, base ? null }:
let
  has = flag: builtins.elem flag variant.configure;
  wanted = {
    debug = has "--with-pydebug";
    gil = !has "--disable-gil";
    asan = has "--with-address-sanitizer";
    tsan = has "--with-thread-sanitizer";
  } // (if version == null then { } else { inherit version; });
in
stdenv.mkDerivation {
  inherit name base;
  gil = wanted.gil;  # passed on: cpython.gil
  outputs = [ "out" ] ++ (if keepObjects then [ "objects" ] else [ ]);
  inherit source configured;
  wanted = builtins.toJSON wanted;
  identity = ./identity.py;
  keepObjects = if keepObjects then "yes" else "";
  buildCommand = ''
    export LC_ALL=C
    (cd $source && find . -type f -print0 | xargs -0 sha256sum | sort) >sums
    mkdir python
    cd python
    [ "$PWD" = "$(cat $configured/place)" ] || { echo "configured in $(cat $configured/place), built in $PWD"; exit 1; }
    old='2000-01-01 00:00:00' generated='2000-01-02 00:00:00'
    if [ -z "$base" ]; then
      cp -r --no-preserve=timestamps $source/. .
      chmod -R u+w .
      find . -exec touch -h -d "$old" {} +
      tar -xf $configured/made.tar
      tar -tf $configured/made.tar | xargs touch -d "$generated"
    else
      [ $(cat $base/configured) = $configured ] || { echo "$base was configured otherwise"; exit 1; }
      tar -xf $base/objects.tar
      names() { cut -c67- | sort; }
      comm -23 <(names <$base/sums) <(names <../sums) | xargs -r rm -f
      # Files that are new or changed get the time of now; make does the rest.
      comm -13 $base/sums ../sums | names >../changed
      sed 's/^/changed: /' ../changed
      while read -r file; do mkdir -p "$(dirname "$file")"; cp --no-preserve=all "$source/$file" "$file"; chmod u+w "$file"; done <../changed
    fi
    export SOURCE_DATE_EPOCH=315532800  # build dates, and .pyc files that hold whatever the time is
    make -j''${NIX_BUILD_CORES:-1} >../build.log 2>&1 || { tail -n 60 ../build.log; exit 1; }
    # Nothing here runs with -O, whose .pyc files take most of an installation's time. And no pool of processes makes
    # them (-j0 does): what a fork does in this tree is the question, and may be to hang.
    sed 's/-o 0 -o 1 -o 2/-o 0/' Makefile >../Makefile.install
    make -f ../Makefile.install altinstall prefix=$out COMPILEALL_OPTS=-j1 >../install.log 2>&1 || { tail -n 30 ../install.log; exit 1; }
    rm -rf $out/lib/python3.*/config-*/libpython*.a $out/lib/libpython*.a
    if [ -n "$keepObjects" ]; then
      mkdir $objects
      mv ../sums $objects/sums
      echo $configured >$objects/configured
      tar -cf $objects/objects.tar .
    fi
    python=$(ls $out/bin/python3.* | grep -v config | head -n1)
    $python -I $identity "$wanted" >$out/identity.json
    cat $out/identity.json
  '';
  # An interpreter with AddressSanitizer runs in its own build.
  ASAN_OPTIONS = "detect_leaks=0";
}
