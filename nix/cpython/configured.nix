# { stdenv } -> variant -> what configure reads -> what it has made of that, as one archive. The build lays it
# over its tree at the same place, /build/python or what NIX_BUILD_TOP is, and never runs configure itself. `sums` says
# what it has made, by content, and with which compiler and libc.
{ stdenv, ... }: variant: configureSource:
stdenv.mkDerivation {
  name = "cpython-configured";
  inherit configureSource;
  options = variant.configure ++ [ "--prefix=/usr/local" "--with-ensurepip=no" "--disable-test-modules" ];
  flags = variant.flags or "";
  absent = variant.absent or [ ];
  buildCommand = ''
    mkdir python
    cd python
    cp -r $configureSource/. .
    chmod -R u+w .
    mkdir -p Include Python
    touch Include/object.h Python/thread_pthread.h Python/thread_pthread_stubs.h Python/thread_nt.h
    find . -type f | sort >../given
    # A variable that is set to nothing is not the same to configure as one that is not there.
    if [ -n "$flags" ]; then export CFLAGS=$flags; fi
    for module in $absent; do export "py_cv_module_$module=n/a"; done
    ./configure $options
    rm -f config.log
    find . -type f | sort | comm -13 ../given - >../made
    mkdir $out
    tar -cf $out/made.tar -T ../made
    compiler=$(sed -n 's/^CC=[ \t]*//p' Makefile)
    { xargs sha256sum <../made; echo '#include <features.h>' | $compiler -dM -E - | grep -E ' __(GLIBC(_MINOR)?|VERSION)__ '; } >$out/sums
    pwd >$out/place
  '';
}
