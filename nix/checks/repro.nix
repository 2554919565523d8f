# The script that `forklab repro` writes of every cell of one build says of that build what the record says.
check: { forklab, result, script }: build:
check {
  name = "repro-${build.id}";
  command = ''
    bash ${script}/tests/repro.sh ${forklab}/bin/forklab ${result} ${build.id} ${build.python} \
      ${builtins.concatStringsSep ":" build.include} ${builtins.concatStringsSep ":" build.trio}
  '';
}
