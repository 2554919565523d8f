# A CPython built from source: it is what it is labelled as (or it would not have been built), forklab
# runs user scripts on it, and one that is too old for the primitives is told apart from one that fails.
check: { cmake, ninja, ... }: { forklab, scenarios }: name: cpython:
check {
  nativeBuildInputs = [ cmake ninja ];
  name = "source-${name}";
  command = ''
    python=$(ls ${cpython}/bin/python3.* | grep -v config | head -n1)
    cat ${cpython}/identity.json
    # A label that is not true is found out.
    for wrong in '{"gil": ${if cpython.gil then "false" else "true"}}' '{"version": "3.14.0"}'; do
      if $python -I ${../cpython/identity.py} "$wrong" >wrong.log 2>&1; then echo "labelled $wrong, and nothing was said"; exit 1; fi
      grep -qF 'labelled wrongly' wrong.log || { cat wrong.log; exit 1; }
    done
    mkdir scripts
    echo 'import sys; sys.exit(3)' >scripts/exits.py
    echo 'import os; os.kill(os.getpid(), 11)' >scripts/dies.py
    printf 'import os\npid = os.fork()\nif pid == 0: os._exit(5)\nassert os.waitpid(pid, 0)[1] == 5 << 8\n' >scripts/forks.py
    run() { ${forklab}/bin/forklab run --matrix ${scenarios}/matrix --python $python "$@" || [ $? -eq 3 ]; }
    run --script scripts -o scripts-out
    run --suite seed -o seed-out
    run --suite wait -o wait-out
    signatures=$(cat {scripts,seed,wait}-out/observations.jsonl | sed -E 's/.*"scenario":"([^"]*)".*"signature":"([^"]*)","fate".*/\1 \2/')
    echo "$signatures"
    passed=2
    expect() { if grep -qxF "$1" <<<"$signatures"; then passed=$((passed + 1)); else echo "missing: $1"; exit 1; fi; }
    grep -qF '"configure":"' scripts-out/observations.jsonl || { echo 'the records do not say how it was configured'; exit 1; }
    expect 'script:exits.py script rc=3'
    expect 'script:dies.py script signal=SIGSEGV'
    expect 'script:forks.py script rc=0'
    case $python in *python3.13*)
      expect 'main_thread_fork child rc=0'
      expect 'worker_thread_fork not applicable: needs 3.14+'
      for wait in poll-wnohang waitid-wnowait pidfd sigchld asyncio-watcher untraced; do  # the wait axis
        expect "main-thread/nothing/kill-itself/$wait child signal=SIGKILL as asked"
      done
      expect 'control_subint_thread_fork not applicable: needs 3.14+' ;;
    esac
    echo "$passed passed, 0 failed, 0 skipped"
  '';
}
