# { name, command } -> an executable that starts the command with what it needs to build with this flake:
#   FORKLAB         forklab
#   FORKLAB_NIX     a program that is called like nix, and adds what builds of this flake need
#   FORKLAB_FLAKE, FORKLAB_BUILDER, FORKLAB_UNREAD, FORKLAB_MATRIX   this flake and files of it
# `./lab bisect` and `./lab try` start the same commands with the same variables.
# flake: its sources. nixpkgs: the package set that it was evaluated with, or null for the locked one.
{ stdenv, forklab, matrix, flake, nixpkgs }: { name, command }:
let
  made = stdenv.mkDerivation {
    inherit name;
    override = if nixpkgs == null then "" else "--override-input nixpkgs path:${nixpkgs}";
    buildCommand = ''
      mkdir -p $out/bin $out/libexec
      cat >$out/libexec/nix <<END
      #!/bin/sh
      if [ "\$1" = build ]; then shift; set -- build $override --no-write-lock-file "\$@"; fi
      exec nix --extra-experimental-features 'nix-command flakes' "\$@"
      END
      cat >$out/bin/${name} <<END
      #!/bin/sh
      export FORKLAB="${forklab}/bin/forklab" FORKLAB_NIX=$out/libexec/nix FORKLAB_FLAKE="path:${flake}"
      export FORKLAB_BUILDER="\''${FORKLAB_BUILDER-${flake}/nix/cpython/build-revision}"
      export FORKLAB_UNREAD="\''${FORKLAB_UNREAD-${flake}/nix/cpython/never-built-from.txt}"
      export FORKLAB_MATRIX="\''${FORKLAB_MATRIX-${matrix}/matrix}"
      exec ${command} "\$@"
      END
      chmod +x $out/bin/${name} $out/libexec/nix
    '';
  };
in
"${made}/bin/${name}"
