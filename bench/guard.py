"""What the fork guard adds to a fork, and what a child costs beside forgotten sub-interpreters.

    PYTHON -I bench/guard.py PROBE_FOLDER [REPEATS]

Forks with and without the guard take turns in one process, in random order; each child exits at once and is
waited for. Beside sub-interpreters a child lives under the guard only, so that its end is timed there alone;
what os.fork() takes in the parent is comparable in any case. Memory is that of a child that exits at once, from
/proc/self/smaps_rollup: resident, and private dirty (what is its own). Asserts nothing.
"""

import os
import random
import resource
import statistics
import sys
import time

sys.path.insert(0, sys.argv[1])
import _interpreters
import forklab

repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 400


def fork(lives):
    """Microseconds until os.fork() is back in the parent, and until the child has ended."""
    begin = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    forked = time.perf_counter()
    status = os.waitpid(pid, 0)[1]
    ended = time.perf_counter()
    if lives and status != 0:
        sys.exit(f"a child ended with wait status {status}")
    return (forked - begin) * 1e6, (ended - begin) * 1e6


def medians(guard, alone):
    """guard.enabled -> medians of both times."""
    times = {False: [], True: []}
    for _ in range(repeats):
        for enabled in random.sample([False, True], 2):
            guard.enabled = enabled
            times[enabled].append(fork(enabled or alone))
    guard.enabled = True
    return {enabled: [statistics.median(column) for column in zip(*rows)] for enabled, rows in times.items()}


def memory():
    """Kilobytes of this process, by the kernel's names."""
    with open("/proc/self/smaps_rollup") as file:
        return {line.split(":")[0]: int(line.split()[1]) for line in file if line.endswith(" kB\n")}


def memory_of_child():
    read_fd, write_fd = os.pipe()
    pid = os.fork()
    if pid == 0:
        found = memory()
        os.write(write_fd, f"{found['Rss']} {found['Private_Dirty']}".encode())
        os._exit(0)
    os.close(write_fd)
    with open(read_fd) as file:
        answer = file.read()
    os.waitpid(pid, 0)
    return [int(word) for word in answer.split()]


def create_used():
    interpreter = _interpreters.create("isolated")
    failure = _interpreters.exec(interpreter, "import json")
    assert failure is None, failure.formatted


def main():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    guard = forklab.install_fork_guard()
    fork(True)  # warm
    print(f"p50 of {repeats} forks each, microseconds")
    print("sub-       os.fork()                  until the child has ended       child, kB")
    print("interp.    without     with           without     with                resident  private dirty")
    made = 0
    for wanted in 0, 1, 10, 50:
        while made < wanted:
            create_used()
            made += 1
        found = medians(guard, alone=wanted == 0)
        (fork_without, end_without), (fork_with, end_with) = found[False], found[True]
        end = f"{end_without:9.0f} {end_with:8.0f} x{end_with / end_without:.3f}" if wanted == 0 else (
            f"     dies {end_with:8.0f}       "
        )
        resident, own = memory_of_child()
        print(f"{wanted:6} {fork_without:13.0f} {fork_with:8.0f} x{fork_with / fork_without:.3f}     {end}"
              f" {resident:16} {own:8}", flush=True)


if __name__ == "__main__":
    main()
