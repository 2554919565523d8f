# The tallies of the deep checks, all of which have passed then.
{ stdenv, checks }:
stdenv.mkDerivation {
  name = "forklab-deep";
  checks = builtins.concatStringsSep "\n"
    (map (name: "${name} ${checks.${name}}") (builtins.attrNames checks));
  buildCommand = ''
    mkdir $out
    while read -r name check; do
      [ -z "$name" ] || cp "$check/tally" "$out/$name"
    done <<<"$checks"
  '';
}
