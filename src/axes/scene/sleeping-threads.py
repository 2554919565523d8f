# three threads wait for an event
# rank: 140
import threading
stop = threading.Event()
ready = threading.Barrier(4)
threads = [threading.Thread(target=lambda: (ready.wait(), stop.wait())) for _ in range(3)]
for thread in threads: thread.start()
ready.wait()
if fork_and_wait(): return
stop.set()
for thread in threads: thread.join()
