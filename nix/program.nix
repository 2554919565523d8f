# `forklab` that knows the builds and the matrix of this tree: what `nix run` starts.
{ stdenv, forklab, builds, matrix }:
stdenv.mkDerivation {
  name = "forklab-program";
  builds = import ./builds-file.nix builds;
  buildCommand = ''
    mkdir -p $out/bin $out/share
    printf %s "$builds" >$out/share/builds.json
    cat >$out/bin/forklab <<END
    #!/bin/sh
    export FORKLAB_BUILDS="\''${FORKLAB_BUILDS-$out/share/builds.json}"
    export FORKLAB_MATRIX="\''${FORKLAB_MATRIX-${matrix}/matrix}"
    exec ${forklab}/bin/forklab "\$@"
    END
    chmod +x $out/bin/forklab
  '';
}
