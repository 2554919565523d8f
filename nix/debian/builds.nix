# lock.json -> builds, as nix/builds.nix describes them.
{ stdenv, fetchurl, dpkg, patchelf, lock }:
let
  package = name: { sha256, ... }: fetchurl { inherit name sha256; url = "the package ${name}"; };
  debs = builtins.mapAttrs package lock.debs;
  prefixes = builtins.mapAttrs
    (closure: names: import ./prefix.nix {
      inherit stdenv dpkg patchelf closure;
      debs = map (name: debs.${name}) names;
    })
    lock.closures;

  build = row:
    let
      usr = "${prefixes.${row.closure}}/usr";
      unavailable = row.unavailable or null;
    in
    {
      inherit (row) id version variant origin package;
      inherit unavailable;
    } // (if unavailable != null then { python = ""; include = [ ]; trio = [ ]; } else {
      python = "${usr}/bin/${row.executable}";
      # pyconfig.h is a switch that includes <x86_64-linux-gnu/python3.14/pyconfig.h>.
      include = [ "${usr}/include/${row.executable}" "${usr}/include" ];
      trio = [ "${usr}/lib/python3/dist-packages" ];
    });
in
map build lock.builds
