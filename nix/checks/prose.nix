# Lines that people read are no longer than a page is wide.
{ check, only, ... }:
check {
  name = "prose";
  source = only "prose-source"
    [ "README.md" "CONTRIBUTING.md" "docs" "patches" "flake.nix" "lab" ".ci" "matrix" "nix" "tests" "bench" ];
  command = "bash $source/tests/prose.sh $source";
}
