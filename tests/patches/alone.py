# forklab: expect = script rc=0
# lives: always
"""A fork without sub-interpreters, from the main thread and another; the one of the main thread finalizes."""
import os
import sys
import threading
import warnings

warnings.simplefilter("ignore", DeprecationWarning)  # forks beside threads
ends = []


def fork(end):
    pid = os.fork()
    if pid == 0:
        threading.Thread(target=int).start()
        end(7)
    ends.append(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


thread = threading.Thread(target=fork, args=(os._exit,))
thread.start()
thread.join()
fork(sys.exit)
sys.exit(ends != [7, 7])
