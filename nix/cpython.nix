# { stdenv, fetchurl } -> pins -> row of sources -> variant name -> one upstream-clean CPython.
# `out` is an installed prefix; identity.json in it is what the interpreter says it is. A label that
# does not match (version, debug, GIL) fails the build: nothing is believed of a name.
{ stdenv, fetchurl, ... }: pins: row: variantName:
let
  variant = pins.variants.${variantName};
  has = flag: builtins.elem flag variant.configure;
  python = value: if value then "True" else "False";
in
stdenv.mkDerivation ({
  name = "cpython-${row.version}-${variantName}";
  src = fetchurl {
    name = "Python-${row.version}.tar.xz";
    url = builtins.replaceStrings [ "VERSION" ] [ row.version ] pins.url;
    inherit (row) sha256;
  };
  buildCommand = ''
    tar -xf $src
    cd Python-${row.version}
    export CFLAGS="${variant.flags or "-O1"}"
    ./configure --prefix=$out --with-ensurepip=no --disable-test-modules ${builtins.concatStringsSep " " variant.configure}
    make -j''${NIX_BUILD_CORES:-1}
    make altinstall >install.log
    cat >identity.py <<'END'
    import json, platform, sys, sysconfig
    get = sysconfig.get_config_var
    seen = dict(version=platform.python_version(), debug=hasattr(sys, "gettotalrefcount"),
                gil=not get("Py_GIL_DISABLED"), asan="address" in (get("CONFIG_ARGS") or ""))
    wanted = dict(version="${row.version}", debug=${python (has "--with-pydebug")},
                  gil=${python (!has "--disable-gil")}, asan=${python (has "--with-address-sanitizer")})
    if seen != wanted:
        sys.exit(f"labelled {wanted}, is {seen}")
    print(json.dumps(dict(seen, configure=get("CONFIG_ARGS"), compiler=platform.python_compiler(),
                          libc=" ".join(platform.libc_ver()), shared=bool(get("Py_ENABLE_SHARED")))))
    END
    $(ls $out/bin/python3.* | grep -v config | head -n1) -I identity.py >$out/identity.json
    cat $out/identity.json
  '';
} // (variant.environment or { }))
