# os.fork() on a threading.Thread
# rank: 40
# within: on-a-thread.py
thread = threading.Thread(target=body)
thread.start()
thread.join()
