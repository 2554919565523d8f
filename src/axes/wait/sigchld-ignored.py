# os.waitpid() while SIGCHLD is ignored
# rank: 80
# properties: holds child
import os, signal, forklab
before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
release()
# The kernel reaps: nobody learns the status.
try:
    waited(pid, os.waitpid(pid, 0)[1])
except ChildProcessError:
    forklab._fact('waitpid: ChildProcessError')
signal.signal(signal.SIGCHLD, before)
