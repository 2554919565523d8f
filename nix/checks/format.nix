# The C++ is as .clang-format has it. Versions of clang-format differ: only 14 is asked.
check: { clang-tools, ... }: source:
check {
  name = "format";
  nativeBuildInputs = [ clang-tools ];
  command = ''
    cd ${source}
    if ! clang-format --version | grep -q 'version 14\.'; then
      echo "skipped: the project is formatted by clang-format 14, here is $(clang-format --version)"
      echo 0 passed, 0 failed, 1 skipped
      exit
    fi
    find src tests -name '*.cpp' -o -name '*.hpp' | sort | xargs clang-format --dry-run --Werror
    echo 1 passed, 0 failed, 0 skipped
  '';
}
