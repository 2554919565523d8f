# os.waitpid() after another thread has reaped the child
# rank: 120
# properties: holds child
import os, threading, forklab
thread = threading.Thread(target=os.waitpid, args=(pid, 0))
thread.start()
release()
thread.join()
try:
    waited(pid, os.waitpid(pid, 0)[1])
except ChildProcessError:
    forklab._fact('waitpid: ChildProcessError')
