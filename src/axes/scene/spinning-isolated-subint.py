# an isolated sub-interpreter computes on another thread
# rank: 120
# needs: sub-interpreters
import _interpreters, os, threading
ready_read, ready_write = os.pipe()
go_read, go_write = os.pipe()
os.set_blocking(go_read, False)
interpreter = _interpreters.create('isolated')
code = '\n'.join(['import os', f"os.write({ready_write}, b'.')", 'while True:', '    try:',
                  f'        os.read({go_read}, 1)', '        break',
                  '    except BlockingIOError:', '        sum(range(100))'])
thread = threading.Thread(target=_interpreters.run_string, args=(interpreter, code))
thread.start()
os.read(ready_read, 1)
if fork_and_wait(): return
os.write(go_write, b'.')
thread.join()
_interpreters.destroy(interpreter)
for fd in (ready_read, ready_write, go_read, go_write): os.close(fd)
