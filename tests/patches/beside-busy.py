# forklab: expect = script rc=0
# lives: with forget-interpreters
"""The same, forked by another thread; the sub-interpreter is busy at the time."""
import os
import sys
import threading
import warnings

import _interpreters

warnings.simplefilter("ignore", DeprecationWarning)  # forks beside threads
ready, say_ready = os.pipe()
wait, say_end = os.pipe()
busy = _interpreters.create("legacy")
source = f"""if True:
    import os, time
    os.write({say_ready}, b".")
    while not os.read({wait}, 1):
        pass
"""
worker = threading.Thread(target=_interpreters.exec, args=(busy, source))
worker.start()
os.read(ready, 1)
status = []


def fork():
    pid = os.fork()
    if pid == 0:
        os._exit(7)
    status.append(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


forker = threading.Thread(target=fork)
forker.start()
forker.join()
os.write(say_end, b".")
worker.join()
sys.exit(status != [7])
