# os.fork() on a thread inside a KIND sub-interpreter
# rank: 330
# each KIND: legacy, isolated
# needs: sub-interpreters
# within: in-sub-interpreter.py
# let CONFIGURATION: 'KIND'
# let RUN: import threading; thread = threading.Thread(target=drive); thread.start(); thread.join()
import os, forklab
pid = os.fork()
if pid == 0:
    forklab._be_child()
