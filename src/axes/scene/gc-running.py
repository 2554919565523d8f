# a thread is inside a garbage collection
# rank: 250
import gc, threading
ready, go = threading.Event(), threading.Event()
def inside(phase, info):
    if threading.current_thread() is thread and phase == 'start':
        ready.set()
        go.wait()
gc.callbacks.append(inside)
thread = threading.Thread(target=gc.collect)
thread.start()
ready.wait()
if fork_and_wait(): return
go.set()
thread.join()
