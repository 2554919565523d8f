# os.pidfd_open(), poll, then os.waitid(P_PIDFD)
# rank: 50
import os, select
fd = os.pidfd_open(pid)
poll = select.poll()
poll.register(fd, select.POLLIN)
poll.poll()
info = os.waitid(os.P_PIDFD, fd, os.WEXITED)
os.close(fd)
if info.si_code == os.CLD_EXITED:
    waited(pid, info.si_status << 8)
else:
    waited(pid, info.si_status | (0x80 if info.si_code == os.CLD_DUMPED else 0))
