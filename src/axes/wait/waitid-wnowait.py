# os.waitid(P_PID, WEXITED | WNOWAIT), then os.waitpid()
# rank: 40
import os, forklab
info = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
status = os.waitpid(pid, 0)[1]
seen = os.WEXITSTATUS(status) if os.WIFEXITED(status) else os.WTERMSIG(status)
if info.si_status != seen:
    forklab._fact('waitid and waitpid differ')
waited(pid, status)
