# `nix run .#bisect -- --repo REPO --good REV --bad REV --script FILE`: forklab bisect, with builds by this flake.
# flake: its sources. nixpkgs: the package set that it was evaluated with, or null for the locked one.
{ stdenv, forklab, matrix, flake, nixpkgs }:
stdenv.mkDerivation {
  name = "forklab-bisect";
  override = if nixpkgs == null then "" else "--override-input nixpkgs path:${nixpkgs}";
  buildCommand = ''
    mkdir -p $out/bin $out/libexec
    cat >$out/libexec/build-revision <<END
    #!/bin/sh
    # TREE BASE OUT VARIANT probe|no-probe (docs/bisect.md)
    what=builds
    [ "\$5" = probe ] || what=interpreters
    exec nix --extra-experimental-features 'nix-command flakes' build "path:${flake}#\$what-local-\$4" $override \
      --override-input cpython "path:\$1" --override-input cpython-base "path:\$2" --no-write-lock-file --out-link "\$3"
    END
    cat >$out/bin/forklab-bisect <<END
    #!/bin/sh
    export FORKLAB_BUILDER="\''${FORKLAB_BUILDER-$out/libexec/build-revision}"
    export FORKLAB_UNREAD="\''${FORKLAB_UNREAD-${flake}/nix/cpython/unread}"
    export FORKLAB_MATRIX="\''${FORKLAB_MATRIX-${matrix}/matrix}"
    exec ${forklab}/bin/forklab bisect "\$@"
    END
    chmod +x $out/bin/forklab-bisect $out/libexec/build-revision
  '';
}
