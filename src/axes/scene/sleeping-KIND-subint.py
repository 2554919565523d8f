# a KIND sub-interpreter waits in a read on another thread
# rank: 100
# each KIND: legacy, isolated
# needs: sub-interpreters
import _interpreters, os, threading
# It says through one pipe that it runs, and is let go through the other.
ready_read, ready_write = os.pipe()
go_read, go_write = os.pipe()
interpreter = _interpreters.create('KIND')
code = f"import os; os.write({ready_write}, b'.'); os.read({go_read}, 1)"
thread = threading.Thread(target=_interpreters.run_string, args=(interpreter, code))
thread.start()
os.read(ready_read, 1)
if fork_and_wait(): return
os.write(go_write, b'.')
thread.join()
_interpreters.destroy(interpreter)
for fd in (ready_read, ready_write, go_read, go_write): os.close(fd)
