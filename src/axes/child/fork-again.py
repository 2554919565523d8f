# forks, waits for the grandchild, then _exit(0)
# rank: 240
import os
pid = os.fork()
if pid == 0:
    os._exit(3)
assert os.waitpid(pid, 0)[1] == 3 << 8
