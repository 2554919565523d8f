# What counts tests and what reads the counts, this check's own tally among them.
{ check, only, tools, ... }:
check {
  name = "tally";
  nativeBuildInputs = [ tools.jq ];
  source = only "tally-source"
    [ "tests/tally.sh" "tests/tally_test.sh" "nix/checks/tally.sh" "nix/checks/sum.sh" ];
  command = "bash $source/tests/tally_test.sh $source";
}
