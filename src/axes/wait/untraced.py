# os.waitpid(pid, WUNTRACED); continues a stopped child
# rank: 100
import os, signal, forklab
status = os.waitpid(pid, os.WUNTRACED)[1]
while os.WIFSTOPPED(status):
    forklab._fact('stopped and continued')
    os.kill(pid, signal.SIGCONT)
    status = os.waitpid(pid, os.WUNTRACED)[1]
waited(pid, status)
