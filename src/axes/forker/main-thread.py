# os.fork() on the main thread of the main interpreter
# rank: 10
import os, forklab
pid = os.fork()
if pid == 0:
    forklab._be_child()
