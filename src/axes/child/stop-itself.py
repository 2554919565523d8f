# sends itself SIGSTOP; once continued, _exit(0)
# rank: 70
import os, signal
os.kill(os.getpid(), signal.SIGSTOP)
