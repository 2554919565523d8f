# fifty generations of forks, each waits for the next, then _exit(0)
# rank: 255
import os
def deeper(level):
    if level == 50:
        os._exit(3)
    pid = os.fork()
    if pid == 0:
        deeper(level + 1)
    status = os.waitpid(pid, 0)[1]
    if level > 0:
        os._exit(status >> 8)
    assert status == 3 << 8, status
deeper(0)
