# three threads compute
# rank: 150
import threading
stop = []
ready = threading.Barrier(4)
def spin():
    ready.wait()
    while not stop: sum(range(100))
threads = [threading.Thread(target=spin) for _ in range(3)]
for thread in threads: thread.start()
ready.wait()
if fork_and_wait(): return
stop.append(1)
for thread in threads: thread.join()
