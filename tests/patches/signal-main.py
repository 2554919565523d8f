# forklab: expect = script rc=0
# lives: always
"""SIGINT reaches a child that the main thread has forked and that computes."""
import mmap
import os
import signal
import sys
import time

sent = mmap.mmap(-1, 1)
status = []


def compute():
    """Makes no system call after which Python looks for signals."""
    while not sent[0]:
        pass
    until = time.process_time() + 1
    while time.process_time() < until:
        pass
    os._exit(8)


def fork():
    ready, say_ready = os.pipe()
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGINT, lambda *_: os._exit(7))
        os.write(say_ready, b".")
        compute()
    os.read(ready, 1)
    os.kill(pid, signal.SIGINT)
    sent[0] = 1
    status.append(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


fork()
sys.exit(status != [7])
