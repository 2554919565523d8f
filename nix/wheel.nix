# tools -> source -> build -> a folder with the wheel of the package `forklab` for this build, and with the
# sdist that it is made of. Nothing is fetched. `pythonTools` of a build: sys.path entries with
# scikit-build-core, pip and build.
{ stdenv, cmake, ninja, ... }: source: build:
stdenv.mkDerivation {
  name = "forklab-wheel-${build.id}";
  nativeBuildInputs = [ cmake ninja ];
  inherit source;
  inherit (build) python;
  include = builtins.concatStringsSep ";" build.include;
  PYTHONPATH = builtins.concatStringsSep ":" build.pythonTools;
  buildCommand = ''
    cp -r $source tree
    chmod -R u+w tree
    $python -m build --no-isolation --outdir $out "-Ccmake.define.FORKLAB_PYTHON_INCLUDE=$include" tree
  '';
}
