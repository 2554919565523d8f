# What python-tools.sh has found -> a sys.path entry with scikit-build-core, pip and build, or null where
# nothing was found.
{ stdenv, fetchurl, dpkg, found }:
if found == [ ] then null
else "${stdenv.mkDerivation {
  name = "python-tools";
  nativeBuildInputs = [ dpkg ];
  debs = map ({ name, sha256 }: fetchurl { inherit name sha256; url = "the package ${name}"; }) found;
  buildCommand = ''
    for deb in $debs; do dpkg-deb -x $deb root; done
    cp -r root/usr/lib/python3/dist-packages $out
  '';
}}"
