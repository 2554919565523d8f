# a thread is inside an atexit handler
# rank: 260
import atexit, threading
ready, go = threading.Event(), threading.Event()
def handler():
    if threading.current_thread() is thread:
        ready.set()
        go.wait()
atexit.register(handler)
thread = threading.Thread(target=atexit._run_exitfuncs)
thread.start()
ready.wait()
if fork_and_wait(): return
go.set()
thread.join()
