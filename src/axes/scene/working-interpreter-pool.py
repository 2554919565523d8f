# the three workers of an InterpreterPoolExecutor compute
# rank: 205
# needs: sub-interpreters
import os
from concurrent.futures import InterpreterPoolExecutor
ready_read, ready_write = os.pipe()
stop_read, stop_write = os.pipe()
pool = InterpreterPoolExecutor(3)
work = f'''
import os, select
os.write({ready_write}, b'.')
while not select.select([{stop_read}], [], [], 0)[0]:
    sum(range(1000))
'''
tasks = [pool.submit(exec, work) for _ in range(3)]
ready = b''
while len(ready) < 3: ready += os.read(ready_read, 3)
if fork_and_wait(): return
os.write(stop_write, b'.')
for task in tasks: task.result()
pool.shutdown()
for fd in (ready_read, ready_write, stop_read, stop_write): os.close(fd)
