# os.waitpid(pid, WNOHANG) until the child has ended
# rank: 30
import os, time
done, status = os.waitpid(pid, os.WNOHANG)
while done == 0:
    time.sleep(0.001)
    done, status = os.waitpid(pid, os.WNOHANG)
waited(pid, status)
