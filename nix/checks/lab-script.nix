# How `lab` and what it starts say no.
{ check, only, tools, ... }:
check {
  name = "lab-script";
  nativeBuildInputs = [ tools.python3 ];
  source = only "lab-script-source"
    [ "lab" "nix" "matrix/variants.toml" "tests/lab_test.sh" "tests/tally.sh" ];
  command = "bash $source/tests/lab_test.sh $source";
}
