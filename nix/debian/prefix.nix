# .debs -> one prefix in which they run as they are, with their own libc and loader. Of the headers
# only Python's stay: the closure's libc headers do not go with the compiler that builds probes.
{ stdenv, dpkg, patchelf, closure, debs }:
stdenv.mkDerivation {
  name = closure;
  nativeBuildInputs = [ dpkg patchelf ];
  inherit debs;
  buildCommand = ''
    unpack() {
      mkdir root
      for deb in $debs; do dpkg-deb -x $deb root || return; done
      rm -rf root/usr/share/{doc,man,locale,info} root/usr/lib/gcc root/var root/etc
      find root/usr/include -mindepth 1 -maxdepth 1 ! -name 'python3.*' ! -name x86_64-linux-gnu \
        -exec rm -rf {} +
      find root/usr/include/x86_64-linux-gnu -mindepth 1 -maxdepth 1 ! -name 'python3.*' -exec rm -rf {} +
      # Nothing else in there is run.
      find root/usr/bin -mindepth 1 ! -name 'python3.*' -delete
      mkdir $out && cp -a root/usr $out/usr && ln -s usr/lib $out/lib
    }
    is_elf() { [ "$(head -c 4 "$1" | tail -c 3)" = ELF ]; }
    relocate() {
      lib=$out/usr/lib/x86_64-linux-gnu
      loader=$lib/ld-linux-x86-64.so.2
      [ -f $loader ] || { echo "the packages hold no loader"; return 1; }
      for file in "$out"/usr/bin/python3.*; do
        is_elf "$file" || continue
        patchelf --set-interpreter $loader --set-rpath $lib "$file" || return
      done
      find $out/usr/lib -type f ! -path "$loader" \( -name '*.so' -o -name '*.so.*' \) -print0 |
        while IFS= read -r -d "" file; do
          ! is_elf "$file" || patchelf --set-rpath $lib "$file" || return
        done
    }
    # Debian compiles the library when a package is installed. Without that every cell would.
    compile() {
      for python in "$out"/usr/bin/python3.*; do
        [[ ''${python##*/} =~ ^python3\.[0-9]+$ ]] || continue
        $python -I -B -m compileall -q -j0 --invalidation-mode unchecked-hash \
          -x '/(test|idlelib|turtledemo)/' $out/usr/lib/''${python##*/}
        $python -I -B -m compileall -q --invalidation-mode unchecked-hash \
          $out/usr/lib/python3/dist-packages
      done
    }
    if ! { unpack && relocate && compile; } >log 2>&1; then
      rm -rf $out && mkdir $out
      printf 'its packages cannot be unpacked: %s' "$(tail -n1 log)" >$out/unavailable
    fi
    cat log
  '';
}
