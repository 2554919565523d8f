# says how many threads and interpreters it sees, then _exit(0)
# rank: 260
# needs: sub-interpreters
import _interpreters, threading, forklab
forklab._fact(f'threads={threading.active_count()}')
forklab._fact(f'interpreters={len(_interpreters.list_all())}')
if threading.main_thread() is not threading.current_thread():
    forklab._fact('not the main thread')
