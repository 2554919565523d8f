# another process sends SIGINT to this one, once that has called running() and READY is over
# takes: READY
import os, signal, forklab
read_fd, write_fd = os.pipe()
child = os.getpid()
sender = os.fork()
if sender == 0:
    os.read(read_fd, 1)
    READY
    os.kill(child, signal.SIGINT)
    os._exit(0)
def running():
    os.write(write_fd, b'.')
try:
    HERE
except KeyboardInterrupt:
    forklab._fact('KeyboardInterrupt')
try:
    os.waitpid(sender, 0)
except ChildProcessError:
    pass
