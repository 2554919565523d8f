# another thread creates and destroys sub-interpreters all the time
# rank: 300
# needs: sub-interpreters
import _interpreters, threading
stop, ready = [], threading.Event()
def churn():
    while not stop:
        interpreter = _interpreters.create('isolated')
        ready.set()
        _interpreters.destroy(interpreter)
thread = threading.Thread(target=churn)
thread.start()
ready.wait()
if fork_and_wait(): return
stop.append(1)
thread.join()
