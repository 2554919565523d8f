# trio.run() in a legacy sub-interpreter on a thread asks the main thread for the fork and awaits the child's pidfd
# rank: 320
# needs: sub-interpreters, trio
import _interpreters, os, threading, forklab
ask_read, ask_write = os.pipe()
pid_read, pid_write = os.pipe()
interpreter = _interpreters.create('legacy')
failures = []
def drive():
    failures.append(_interpreters.run_string(interpreter, prelude + f'''
import os, trio, forklab
async def main():
    os.write({ask_write}, b'.')
    await trio.lowlevel.wait_readable({pid_read})
    pid = int(os.read({pid_read}, 20))
    if pid:
        fd = os.pidfd_open(pid)
        await trio.lowlevel.wait_readable(fd)
        os.close(fd)
        forklab._waited(pid, os.waitpid(pid, os.WNOHANG)[1])
trio.run(main)
'''))
thread = threading.Thread(target=drive)
thread.start()
os.read(ask_read, 1)
forklab._checkpoint('scene-set')
parent = os.getpid()
pid = forklab._fork_once()
if os.getpid() != parent: return
os.write(pid_write, str(pid).encode())
thread.join()
_interpreters.destroy(interpreter)
for fd in (ask_read, ask_write, pid_read, pid_write): os.close(fd)
if failures != [None]:
    raise RuntimeError(failures[0].msg)
