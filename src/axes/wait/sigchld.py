# a SIGCHLD handler that reaps
# rank: 60
# properties: holds child
import os, select, signal
read_fd, write_fd = os.pipe()
os.set_blocking(write_fd, False)
done = []
def reap(number, frame):
    if not done and os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        done.append(os.waitpid(pid, 0)[1])
before = signal.signal(signal.SIGCHLD, reap)
signal.set_wakeup_fd(write_fd)
release()
while not done:
    select.select([read_fd], [], [])
    os.read(read_fd, 1)
signal.set_wakeup_fd(-1)
signal.signal(signal.SIGCHLD, before)
os.close(read_fd)
os.close(write_fd)
waited(pid, done[0])
