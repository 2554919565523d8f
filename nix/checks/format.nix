# The C++ is as .clang-format has it. Versions of clang-format differ: only 14 is asked.
{ check, only, tools, ... }:
check {
  name = "format";
  nativeBuildInputs = [ tools.clang-tools ];
  source = only "formatted-source" [ ".clang-format" "examples" "src" "tests" ];
  command = ''
    cd $source
    mapfile -t files < <(find examples src tests -name '*.cpp' -o -name '*.hpp' | sort)
    if ! clang-format --version | grep -q 'version 14\.'; then
      echo "skipped: the project is formatted by clang-format 14, here is $(clang-format --version)"
      echo "0 passed, 0 failed, ''${#files[@]} skipped"
      exit
    fi
    failed=0
    for file in "''${files[@]}"; do
      clang-format --dry-run --Werror "$file" || failed=$((failed + 1))
    done
    echo "$((''${#files[@]} - failed)) passed, $failed failed, 0 skipped"
  '';
}
