# All shell is as shellcheck wants it: the files of the tree, and the commands of all derivations over a set
# of names (fake.nix).
{ check, only, tools, source, system, ... }:
let
  lab = import ../lab.nix { inherit source system; packageSet = import ./fake.nix system; };
  made = lab.packages // removeAttrs lab.checks [ "names" "shellcheck" "source-filter" ] // lab.deepChecks;
  # And of those that they are made of.
  inputs = one: builtins.filter (value: builtins.isAttrs value && value ? buildCommand)
    (builtins.attrValues (one.drvAttrs or { }));
  withInputs = one: [ one ] ++ builtins.concatMap withInputs (inputs one);
  row = one: { inherit (one) name; value = builtins.unsafeDiscardStringContext one.buildCommand; };
  prefix = import ../debian/prefix.nix {
    stdenv.mkDerivation = arguments: arguments;
    dpkg = null;
    patchelf = null;
    closure = "prefix";
    debs = [ ];
  };
  all = builtins.filter (one: one ? buildCommand) (builtins.attrValues made);
  commands = builtins.listToAttrs (map row ([ prefix ] ++ builtins.concatMap withInputs all));
in
check {
  name = "shellcheck";
  nativeBuildInputs = [ tools.jq tools.shellcheck ];
  source = only "shell-source" [ ".ci" ".shellcheckrc" "bench" "lab" "nix" "tests" ];
  commands = builtins.toFile "commands.json" (builtins.toJSON commands);
  command = "bash $source/tests/lint_shell.sh $source $commands";
}
