"""What a fork costs: the primitive beside other ways, as ratios within one run.

    PYTHON -I bench/primitives.py PROBE_FOLDER [REPEATS]

Each way starts a child that exits at once and waits for it; median and 99th percentile in
microseconds, for a parent heap of 10 and of 500 MB. Asserts nothing.
"""

import multiprocessing
import os
import statistics
import subprocess
import sys
import threading
import time
import warnings

sys.path.insert(0, sys.argv[1])
import forklab

repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 200


def primitive():
    forklab.wait_child(forklab.fork_from_worker_thread())


def plain_python():
    """The same promise in Python: a thread that forks, and is joined."""
    pids = []

    def body():
        pid = os.fork()
        if pid == 0:
            os._exit(0)
        pids.append(pid)

    thread = threading.Thread(target=body)
    thread.start()
    thread.join()
    os.waitpid(pids[0], 0)


def main_thread():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def posix_spawn():
    os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0)


def forkserver():
    """A process of multiprocessing's forkserver, which is running and has imported nothing."""
    process = multiprocessing.get_context("forkserver").Process(target=int)
    process.start()
    process.join()


def subprocess_true():
    subprocess.run(["/bin/true"], check=True)


def measure(way, count):
    way()
    times = []
    for _ in range(count):
        begin = time.perf_counter()
        way()
        times.append((time.perf_counter() - begin) * 1e6)
    times.sort()
    return statistics.median(times), times[min(len(times) - 1, len(times) * 99 // 100)]


def main():
    warnings.simplefilter("ignore")
    for megabytes in (10, 500):
        heap = bytearray(megabytes << 20)
        heap[::4096] = b"x" * len(heap[::4096])
        print(f"{megabytes} MB of parent heap")
        base = None
        for way in (main_thread, primitive, plain_python, posix_spawn, subprocess_true, forkserver):
            median, worst = measure(way, repeats)
            base = base or median
            print(f"  {way.__name__:<16} {median:9.0f} us  p99 {worst:9.0f} us  x{median / base:.2f}")
        del heap


if __name__ == "__main__":
    main()
