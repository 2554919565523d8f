# The observations of all builds, what they mean, and the lock of what was run.
{ stdenv, forklab, observations, matrix }: lock:
stdenv.mkDerivation {
  name = "forklab-result";
  inherit observations lock;
  buildCommand = ''
    printf '%s\n' "$lock" >lock.json
    ${forklab}/bin/forklab report --matrix ${matrix}/matrix --lock lock.json -o $out $observations
  '';
}
