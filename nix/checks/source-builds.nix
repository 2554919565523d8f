# A CPython built from source: it is what it is labelled as (or it would not have been built), forklab
# runs user scripts on it, and one that is too old for the primitives is told apart from one that fails.
check: { forklab, scenarios }: name: cpython:
check {
  name = "source-${name}";
  command = ''
    python=$(ls ${cpython}/bin/python3.* | grep -v config | head -n1)
    cat ${cpython}/identity.json
    mkdir scripts
    echo 'import sys; sys.exit(3)' >scripts/exits.py
    echo 'import os; os.kill(os.getpid(), 11)' >scripts/dies.py
    printf 'import os\npid = os.fork()\nif pid == 0: os._exit(5)\nassert os.waitpid(pid, 0)[1] == 5 << 8\n' >scripts/forks.py
    run() { ${forklab}/bin/forklab run --matrix ${scenarios}/matrix --python $python "$@" || [ $? -eq 3 ]; }
    run --script scripts -o scripts-out
    run --suite seed -o seed-out
    signatures=$(cat scripts-out/observations.jsonl seed-out/observations.jsonl | sed -E 's/.*"scenario":"([^"]*)".*"signature":"([^"]*)","fate".*/\1 \2/')
    echo "$signatures"
    passed=0
    expect() { if grep -qxF "$1" <<<"$signatures"; then passed=$((passed + 1)); else echo "missing: $1"; exit 1; fi; }
    expect 'script:exits.py script rc=3'
    expect 'script:dies.py script signal=SIGSEGV'
    expect 'script:forks.py script rc=0'
    case $python in *python3.13*)
      expect 'main_thread_fork not applicable: needs 3.14+'
      expect 'control_subint_thread_fork not applicable: needs 3.14+' ;;
    esac
    echo "$passed passed, 0 failed, 0 skipped"
  '';
}
