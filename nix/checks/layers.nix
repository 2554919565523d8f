# Includes point one way, and each third-party library has one owner (docs/architecture.md).
{ check, only, ... }:
check {
  name = "layers";
  source = only "layers-source" [ "src" "tests/layers.sh" "tests/tally.sh" ];
  command = "bash $source/tests/layers.sh $source/src";
}
