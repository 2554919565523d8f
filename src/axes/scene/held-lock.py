# a thread holds a threading.Lock that the child may want
# rank: 230
import sys, threading
ready, go = threading.Event(), threading.Event()
sys.forklab_lock = threading.Lock()  # the child's `take-lock` takes it
def hold():
    with sys.forklab_lock:
        ready.set()
        go.wait()
thread = threading.Thread(target=hold)
thread.start()
ready.wait()
if fork_and_wait(): return
go.set()
thread.join()
