# os.fork() on a ThreadPoolExecutor's worker
# rank: 70
import os, forklab
from concurrent.futures import ThreadPoolExecutor
def body():
    pid = os.fork()
    if pid == 0:
        forklab._be_child()
    return pid
with ThreadPoolExecutor(1) as pool:
    pid = pool.submit(body).result()
