# fork_from_worker_thread(): a thread of its own, main interpreter
# rank: 20
# needs: sub-interpreters
# by: probe
import _thread, os, traceback, forklab
box = []
done = _thread.allocate_lock()
done.acquire()
# The child of the primitive never goes back: it ends by _exit, with 2 when its work raised.
def body():
    try:
        box.append(os.fork())
        if box[0] == 0:
            code = 2
            try:
                code = forklab.child_code() or 0
            except BaseException:
                traceback.print_exc()
            os._exit(code)
    finally:
        done.release()
_thread.start_new_thread(body, ())
done.acquire()
pid = box[0]
