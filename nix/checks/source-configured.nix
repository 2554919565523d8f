# What configure makes by the checks it made before is what it makes without (nix/cpython/configured.nix): of
# every pinned source that the checks build, in the variants that do most and least.
{ check, tools, cpythons, ... }:
let
  inherit (tools) stdenv;
  inherit (cpythons) make;
  pairs = builtins.concatMap
    (source:
      let
        parts = make.parts.ofRelease { inherit stdenv; } source.version source.tarball;
        checks = stdenv.mkDerivation {
          name = "cpython-checks-source-${source.version}";
          inherit (parts) configure;
          inherit (make.parts) checks;
          buildCommand = "mkdir $out && cd $configure && cp --parents $checks $out/";
        };
      in
      map
        (variant: {
          name = "${source.version}-${variant}";
          without = make.configuredOf { inherit parts variant; };
          byChecks = make.configuredOf { parts = parts // { inherit checks; }; inherit variant; };
        })
        [ "release" "bisect" ])
    (builtins.filter (source: source.isBuilt) cpythons.sources);
  line = pair: "${pair.name} ${pair.without} ${pair.byChecks}\n";
in
check {
  name = "source-configured";
  pairs = builtins.concatStringsSep "" (map line pairs);
  command = ''
    passed=0 failed=0
    while read -r name without by_checks; do
      [ -n "$name" ] || continue
      if diff $without/sums $by_checks/sums; then
        passed=$((passed + 1))
      else
        failed=$((failed + 1))
        echo "$name: not the same"
      fi
    done <<<"$pairs"
    echo "$passed passed, $failed failed, $((passed + failed == 0)) skipped"
    [ "$failed" -eq 0 ]
  '';
}
