# starts and joins a thread, then _exit(0)
# rank: 100
import threading
seen = []
thread = threading.Thread(target=seen.append, args=(1,))
thread.start()
thread.join()
assert seen == [1]
