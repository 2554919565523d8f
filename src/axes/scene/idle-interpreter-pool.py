# an InterpreterPoolExecutor has an idle worker
# rank: 190
# needs: sub-interpreters
from concurrent.futures import InterpreterPoolExecutor
pool = InterpreterPoolExecutor(1)
pool.submit(int).result()
if fork_and_wait(): return
pool.shutdown()
