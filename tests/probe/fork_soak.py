"""Many forks while other threads create and destroy sub-interpreters all the while.

    PYTHON -I tests/probe/fork_soak.py PROBE_FOLDER COUNT guard|none [SECONDS]

Each child collects, starts a thread, makes and ends a sub-interpreter every tenth time, and exits with 7.
The last line counts: lived, assertion (the one that CPython owns on debug builds, see below), died, hung
(not over after SECONDS, 120 unless told; killed), descriptors left in the parent. What a child that died
otherwise had to say comes before. With `none` there is no guard, and nothing is expected to live.

The assertion: the fork comes while another thread is half way through ending a thread state, which is
cleared but still in its interpreter's list; the child clears it again (_PyThreadState_DeleteList).
"""

import collections
import gc
import os
import select
import signal
import sys
import tempfile
import threading
import warnings

sys.path.insert(0, sys.argv[1])
import _interpreters
import forklab

count, guarded = int(sys.argv[2]), sys.argv[3] == "guard"
limit = float(sys.argv[4]) if len(sys.argv) > 4 else 120
warnings.simplefilter("ignore", DeprecationWarning)  # forks beside threads
WELL = 7
KNOWN = "PyThreadState_Clear: Assertion `tstate->_status.initialized && !tstate->_status.cleared'"


def descriptors():
    return len(os.listdir("/proc/self/fd"))


def be_alive(number):
    gc.collect()
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()
    if number % 10 == 0:
        _interpreters.destroy(_interpreters.create("isolated"))


def fork(number):
    pid = os.fork()
    if pid == 0:
        be_alive(number)
        os._exit(WELL)
    return pid


def end_of(pid):
    """Its wait status, or None where it had to be killed."""
    fd = os.pidfd_open(pid)
    try:
        over, _, _ = select.select([fd], [], [], limit)
        if not over:
            os.kill(pid, signal.SIGKILL)
        status = os.waitpid(pid, 0)[1]
        return status if over else None
    finally:
        os.close(fd)


def judge(status, words):
    if status is None:
        return "hung"
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == WELL:
        return "lived"
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGABRT and KNOWN in words:
        return "assertion"
    return "died"


def soak(words):
    """Counts of ends. `words`: a file that stderr goes to."""
    ends = collections.Counter()
    for number in range(count):
        words.seek(0)
        words.truncate()
        pid = fork(number)
        status = end_of(pid)
        words.seek(0)
        said = words.read()
        end = judge(status, said)
        ends[end] += 1
        if guarded and end in ("died", "hung"):
            print(f"fork {number} {end}, wait status {status}: {said}", flush=True)
        if (number + 1) % 1000 == 0:
            print(f"{number + 1} forks: {dict(ends)}", flush=True)
    return ends


def churn(stop, kind, made):
    while not stop.is_set():
        _interpreters.destroy(_interpreters.create(kind))
        made.append(kind)


def main():
    if guarded:
        forklab.install_fork_guard()
    _interpreters.destroy(_interpreters.create("legacy"))  # what the first one opens stays open
    stop, made = threading.Event(), []
    threads = [threading.Thread(target=churn, args=(stop, kind, made)) for kind in ("legacy", "isolated", "isolated")]
    with tempfile.TemporaryFile("w+", errors="replace") as words:
        before = descriptors()
        kept = os.dup(2)
        os.dup2(words.fileno(), 2)
        for thread in threads:
            thread.start()
        try:
            ends = soak(words)
        finally:
            stop.set()
            for thread in threads:
                thread.join()
            os.dup2(kept, 2)
            os.close(kept)
        left = descriptors() - before
    print(f"{len(made)} sub-interpreters were created and destroyed meanwhile")
    print(*(f"{name}={ends[name]}" for name in ("lived", "assertion", "died", "hung")), f"descriptors={left}")


main()
