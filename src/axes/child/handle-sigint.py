# sends itself SIGINT and says what came of it, then _exit(0)
# rank: 270
import os, signal, forklab
try:
    os.kill(os.getpid(), signal.SIGINT)
    for _ in range(1000):
        pass
    forklab._fact('went on after SIGINT')
except KeyboardInterrupt:
    forklab._fact('KeyboardInterrupt')
