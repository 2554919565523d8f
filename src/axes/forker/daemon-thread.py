# os.fork() on a daemon threading.Thread
# rank: 50
# within: on-a-thread.py
thread = threading.Thread(target=body, daemon=True)
thread.start()
thread.join()
