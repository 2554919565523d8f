# a ThreadPoolExecutor has an idle worker
# rank: 180
from concurrent.futures import ThreadPoolExecutor
pool = ThreadPoolExecutor(1)
pool.submit(int).result()
if fork_and_wait(): return
pool.shutdown()
