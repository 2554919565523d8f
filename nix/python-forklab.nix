# The package `forklab` as a Python's package set has them: nixpkgs' python314, or on a Debian machine a
# folder with lib/pythonX.Y/site-packages for the last release build.
{ tools, source, standIn, lastRelease, wheelOf }:
let
  inherit (tools.python314) pkgs;
  version = builtins.head (builtins.match ".*\nproject\\(forklab VERSION ([0-9.]+) .*"
    (builtins.readFile "${source}/CMakeLists.txt"));
in
if standIn == null then pkgs.buildPythonPackage {
  pname = "forklab";
  inherit version;
  src = source;
  pyproject = true;
  build-system = [ pkgs.scikit-build-core ];
  nativeBuildInputs = [ tools.cmake tools.ninja ];
  dontUseCmakeConfigure = true;
  pythonImportsCheck = [ "forklab" ];
} else tools.stdenv.mkDerivation {
  name = "python-forklab-${version}";
  inherit (lastRelease) python;
  wheel = wheelOf lastRelease;
  PYTHONPATH = builtins.concatStringsSep ":" lastRelease.pythonTools;
  # Debian's Pythons would put it elsewhere.
  buildCommand = ''
    name=''${python##*/}
    $python -m pip install --no-cache-dir --no-index --no-deps --use-deprecated=legacy-certs \
      --target $out/lib/$name/site-packages $wheel/*.whl
  '';
}
