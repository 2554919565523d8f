# a thread holds a logging handler's lock
# rank: 240
import logging, threading
ready, go = threading.Event(), threading.Event()
handler = logging.StreamHandler()
logging.getLogger().addHandler(handler)
def hold():
    handler.acquire()
    ready.set()
    go.wait()
    handler.release()
thread = threading.Thread(target=hold)
thread.start()
ready.wait()
if fork_and_wait(): return
go.set()
thread.join()
