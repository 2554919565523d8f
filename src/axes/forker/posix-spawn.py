# os.posix_spawn() of this Python on the main thread
# rank: 290
# also: threaded.py, in-KIND.py
import os, sys, forklab
pid = os.posix_spawn(sys.executable, forklab._spawn_command(), os.environ)
