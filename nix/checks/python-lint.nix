# Python of the tree is Python, and has no fault that pyflakes sees.
{ check, only, tools, ... }:
check {
  name = "python-lint";
  nativeBuildInputs = [ tools.python3 tools.python3.pkgs.pyflakes ];
  source = only "python-source" [ "bench" "nix" "src" "tests" ];
  command = "bash $source/tests/lint_python.sh $source";
}
