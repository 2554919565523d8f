# signal.set_wakeup_fd() and a SIGINT handler are set
# rank: 290
import os, signal, forklab
read_fd, write_fd = os.pipe()
os.set_blocking(write_fd, False)
signal.signal(signal.SIGINT, lambda number, frame: forklab._fact('SIGINT handler ran'))
signal.set_wakeup_fd(write_fd)
if fork_and_wait(): return
signal.set_wakeup_fd(-1)
os.close(read_fd)
os.close(write_fd)
