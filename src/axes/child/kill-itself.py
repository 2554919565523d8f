# sends itself SIGKILL
# rank: 60
import os, signal, forklab
forklab._fact('asked signal=SIGKILL')
forklab._checkpoint('work-done')
os.kill(os.getpid(), signal.SIGKILL)
