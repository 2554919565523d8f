# os.fork() in a signal handler of Python code on the main thread
# rank: 115
import os, signal, forklab
box = []
def handler(number, frame):
    box.append(os.fork())
    if box[0] == 0:
        forklab._be_child()
before = signal.signal(signal.SIGUSR1, handler)
signal.raise_signal(signal.SIGUSR1)
signal.signal(signal.SIGUSR1, before)
pid = box[0]
