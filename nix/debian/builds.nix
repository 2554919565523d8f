# lock.json -> builds, as nix/builds.nix describes them.
{ stdenv, lock, system }:
let
  # `resolve.sh` has added the file under this very store path: nothing is built here.
  package = name: { sha256, ... }: derivation {
    inherit name system;
    outputHashMode = "flat";
    outputHashAlgo = "sha256";
    outputHash = sha256;
    builder = "/bin/sh";
    args = [ "-c" "echo '${name} is no longer in the store: ./lab update fetches it again' >&2; exit 1" ];
  };
  debs = builtins.mapAttrs package lock.debs;
  prefixes = builtins.mapAttrs
    (closure: names: import ./prefix.nix { inherit stdenv closure; debs = map (name: debs.${name}) names; })
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
