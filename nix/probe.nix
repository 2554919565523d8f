# tools -> source -> build -> the folder of its probe. A probe that cannot be compiled is data: the
# folder then holds a file `unavailable` with the reason, which the build's cells repeat.
{ stdenv, cmake, ninja, python3, ... }: source: build:
stdenv.mkDerivation {
  name = "probe-${build.id}";
  nativeBuildInputs = [ cmake ninja python3 ];
  python = if build ? extSuffix then "" else build.python;
  extSuffix = build.extSuffix or "";
  include = builtins.concatStringsSep ";" build.include;
  buildCommand = if build.unavailable != null then "mkdir $out" else ''
    prefix=''${python%/usr/bin/*}  # of a Debian package
    if [ -e "$prefix/unavailable" ]; then mkdir $out; cp "$prefix/unavailable" $out/; exit; fi
    compile() {
      if [ -n "$extSuffix" ]; then
        suffix=$(cat $extSuffix)
      else
        suffix=$("$python" -I -c 'import sysconfig; print(sysconfig.get_config_var("EXT_SUFFIX"))')
      fi
      cmake -S ${source}/src/probe -B build -G Ninja -DCMAKE_INSTALL_PREFIX=$out \
        -DCMAKE_BUILD_TYPE=Release "-DCMAKE_CXX_FLAGS_RELEASE=-O2 -DNDEBUG" \
        "-DFORKLAB_PYTHON_INCLUDE=$include" "-DFORKLAB_EXT_SUFFIX=$suffix" &&
        cmake --build build && cmake --install build
    }
    if compile >log 2>&1; then
      cat log
    else
      cat log
      rm -rf $out && mkdir $out
      reason=$(grep -m1 -i error log || tail -n1 log)
      printf 'its probe cannot be compiled: %s' "$reason" >$out/unavailable
    fi
  '';
}
