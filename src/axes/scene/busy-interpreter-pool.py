# an InterpreterPoolExecutor's worker waits in a read
# rank: 200
# needs: sub-interpreters
import os
from concurrent.futures import InterpreterPoolExecutor
ready_read, ready_write = os.pipe()
go_read, go_write = os.pipe()
pool = InterpreterPoolExecutor(1)
written = pool.submit(os.write, ready_write, b'.')
busy = pool.submit(os.read, go_read, 1)
os.read(ready_read, 1)
written.result()
if fork_and_wait(): return
os.write(go_write, b'.')
busy.result()
pool.shutdown()
for fd in (ready_read, ready_write, go_read, go_write): os.close(fd)
