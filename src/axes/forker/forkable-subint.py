# os.fork() on a thread inside a sub-interpreter with its own GIL and allow_fork
# rank: 350
# needs: sub-interpreters
# within: in-sub-interpreter.py
# let CONFIGURATION: _interpreters.new_config('isolated', allow_fork=True)
# let RUN: import threading; thread = threading.Thread(target=drive); thread.start(); thread.join()
import os, forklab
pid = os.fork()
if pid == 0:
    forklab._be_child()
