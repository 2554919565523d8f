# os.fork() on a thread of _thread.start_new_thread()
# rank: 60
# within: on-a-thread.py
import _thread
done = _thread.allocate_lock()
done.acquire()
def bare():
    body()
    done.release()
_thread.start_new_thread(bare, ())
done.acquire()
