# `nix run .#bisect -- --repo REPO --good REV --bad REV --script FILE`: forklab bisect, with builds by this flake.
# flake: its sources. nixpkgs: the package set that it was evaluated with, or null for the locked one.
{ stdenv, forklab, matrix, flake, nixpkgs }:
stdenv.mkDerivation {
  name = "forklab-bisect";
  override = if nixpkgs == null then "" else "--override-input nixpkgs path:${nixpkgs}";
  buildCommand = ''
    mkdir -p $out/bin $out/libexec
    cat >$out/libexec/nix <<END
    #!/bin/sh
    if [ "\$1" = build ]; then shift; set -- build $override --no-write-lock-file "\$@"; fi
    exec nix --extra-experimental-features 'nix-command flakes' "\$@"
    END
    cat >$out/bin/forklab-bisect <<END
    #!/bin/sh
    export FORKLAB_NIX=$out/libexec/nix FORKLAB_FLAKE="path:${flake}"
    export FORKLAB_BUILDER="\''${FORKLAB_BUILDER-${flake}/nix/cpython/build-revision}"
    export FORKLAB_UNREAD="\''${FORKLAB_UNREAD-${flake}/nix/cpython/never-built-from.txt}"
    export FORKLAB_MATRIX="\''${FORKLAB_MATRIX-${matrix}/matrix}"
    exec ${forklab}/bin/forklab bisect "\$@"
    END
    chmod +x $out/bin/forklab-bisect $out/libexec/nix
  '';
}
