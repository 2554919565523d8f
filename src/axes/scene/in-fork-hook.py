# a thread that forks is inside a `before` hook of its own fork
# rank: 270
import os, threading
ready, go = threading.Event(), threading.Event()
def hook():
    if threading.current_thread() is thread:
        ready.set()
        go.wait()
def fork_too():
    pid = os.fork()
    if pid == 0: os._exit(0)
    os.waitpid(pid, 0)
os.register_at_fork(before=hook)
thread = threading.Thread(target=fork_too)
thread.start()
ready.wait()
if fork_and_wait(): return
go.set()
thread.join()
