"""What the fork guard adds to a fork, and what a child costs beside forgotten sub-interpreters.

    PYTHON -I bench/guard.py PROBE_FOLDER [REPEATS]

Forks with and without the guard take turns in one process, in random order; each child exits at once and is
waited for. CPU time, so that what else runs does not count: of os.fork() in the parent, and of the child from
its fork to its end. Beside sub-interpreters a child lives under the guard only, and has no time without. Memory
is that of a child that exits at once, from /proc/self/smaps_rollup: resident, and private dirty (what is its
own). Asserts nothing.
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


def children_time():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def fork(lives):
    """Microseconds of CPU that os.fork() takes in the parent, and that the child takes."""
    before = children_time()
    begin = time.thread_time()
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    forked = time.thread_time()
    status = os.waitpid(pid, 0)[1]
    if lives and status != 0:
        sys.exit(f"a child ended with wait status {status}")
    return (forked - begin) * 1e6, (children_time() - before) * 1e6


def medians(guard, alone):
    """guard.enabled -> p50 of both times."""
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
    return interpreter


def main():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    guard = forklab.install_fork_guard()
    fork(True)  # warm
    print(f"p50 of {repeats} forks each, microseconds of CPU")
    print("sub-      os.fork() in the parent         the child                     its memory, kB")
    print("interp.   without     with                without     with              resident  private dirty")
    made = []
    for wanted in 0, 1, 10, 50:
        while len(made) < wanted:
            made.append(create_used())
        found = medians(guard, alone=wanted == 0)
        (fork_without, child_without), (fork_with, child_with) = found[False], found[True]
        child = f"{child_without:9.0f} {child_with:8.0f} x{child_with / child_without:.3f}" if wanted == 0 else (
            f"     dies {child_with:8.0f}       "
        )
        resident, own = memory_of_child()
        print(f"{wanted:6} {fork_without:10.0f} {fork_with:8.0f} x{fork_with / fork_without:.3f}       {child}"
              f" {resident:12} {own:8}", flush=True)
    for interpreter in made:
        _interpreters.destroy(interpreter)


if __name__ == "__main__":
    main()
