# { stdenv } -> variant -> { inputs, checked } -> what configure has made of its inputs, as one archive. The
# build lays it over its tree at the same place, /build/python or what NIX_BUILD_TOP is, and never runs
# configure itself. `sums` says what it has made, by content.
#
# checked: null, or fewer of the inputs (./configure-check-inputs.txt). What Autoconf's own checks find is
# found out of these alone first, so that another Makefile.pre.in or Modules/Setup does not check it all
# again; CPython's checks run each time, since some of them do more than they keep (NO_AS_NEEDED, with a
# cache, is forgotten). The check `source-configured` holds that both ways make the same.
{ stdenv, ... }: variant: { inputs, checked }:
let
  configure = { buildCommand, ... }@attributes: stdenv.mkDerivation (attributes // {
    options = variant.configure ++ [ "--prefix=/usr/local" "--with-ensurepip=no" "--disable-test-modules" ];
    flags = variant.flags or "";
    absent = variant.absent or [ ];
    buildCommand = ''
      mkdir python
      cd python
      cp -r $inputs/. .
      chmod -R u+w .
      mkdir -p Include Python Modules
      touch Include/object.h Python/thread_pthread.h Python/thread_pthread_stubs.h Python/thread_nt.h
      # A variable that is set to nothing is not the same to configure as one that is not there.
      if [ -n "$flags" ]; then export CFLAGS=$flags; fi
      for module in $absent; do export "py_cv_module_$module=n/a"; done
      ${buildCommand}
    '';
  });

  # It stops where it has nothing to make a Makefile of, all checks done. Where it stops before, there are
  # none.
  checks = configure {
    name = "cpython-configure-checks";
    inputs = checked;
    buildCommand = ''
      ./configure --no-create --cache-file=cache $options || echo "configure: exit status $?"
      touch cache
      kinds='env|prog|path|c|func|header|lib|search|sizeof|alignof|type|member|have_decl|sys'
      grep -E "^ac_cv_($kinds)_" cache >$out || :
    '';
  };
in
configure {
  name = "cpython-configured";
  inherit inputs;
  checks = if checked == null then "" else checks;
  buildCommand = ''
    find . -type f | sort >../given
    if [ -n "$checks" ]; then export CONFIG_SITE=$checks; fi
    ./configure $options
    rm -f config.log
    find . -type f | sort | comm -13 ../given - >../made
    mkdir $out
    tar -cf $out/made.tar -T ../made
    xargs sha256sum <../made >$out/sums
    pwd >$out/place
  '';
}
