"""python -m forklab: tries each primitive on this Python. The exit status is 1 when one does not work."""

import os
import sys
import warnings

import forklab


def ends(pid):
    """How a child ends, where that is not as it should."""
    ok, status = forklab.wait_child(pid)
    if not ok:
        raise RuntimeError(f"the child ended with {status}")


def forked(child):
    pid = os.fork()
    if pid == 0:
        child()
        os._exit(0)
    ends(pid)


def guard():
    """Forks beside a sub-interpreter, and inside one."""
    guard = forklab.install_fork_guard()
    import concurrent.interpreters

    import _interpreters

    beside = concurrent.interpreters.create()
    forked(concurrent.interpreters.list_all)
    beside.close()
    inside = _interpreters.create("legacy")
    failure = _interpreters.exec(
        inside,
        "import os\n"
        "pid = os.fork()\n"
        "if pid == 0: os._exit(0)\n"
        "assert os.waitpid(pid, 0)[1] == 0\n",
    )
    _interpreters.destroy(inside)
    if failure is not None:
        raise RuntimeError(f"a fork inside a sub-interpreter: {failure.formatted}")
    return "layout found by " + " and ".join(guard.build["found_by"])


def main():
    warnings.simplefilter("ignore")
    print(f"Python {sys.version}")
    tries = {
        "fork_from_worker_thread, wait_child": lambda: ends(forklab.fork_from_worker_thread()),
        "run_trio_in_subint": lambda: forklab.run_trio_in_subint("import threading"),
        "install_fork_guard": guard,
    }
    failed = 0
    for name, attempt in tries.items():
        try:
            said = attempt()
            print(f"{name}: works" + (f", {said}" if said else ""))
        except RuntimeError as error:
            failed = 1
            print(f"{name}: does not work here: {error}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
