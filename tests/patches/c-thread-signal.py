# forklab: expect = script rc=0
# lives: always
"""A C thread calls Python, which forks. The child goes back to C, which ends its thread state; then a
signal comes: the destructor of the thread's data is raise(3)."""
import os
import signal
import sys
import warnings

try:
    import ctypes
except ImportError:
    sys.exit(77)
warnings.simplefilter("ignore", DeprecationWarning)  # forks beside threads
signal.signal(signal.SIGUSR1, lambda *_: None)
libc = ctypes.CDLL(None)
ends = []


key = ctypes.c_uint()
assert libc.pthread_key_create(ctypes.byref(key), ctypes.cast(libc["raise"], ctypes.c_void_p)) == 0


@ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)
def start(_):
    libc.pthread_setspecific(key, ctypes.c_void_p(int(signal.SIGUSR1)))
    pid = os.fork()
    if pid:
        ends.append(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


thread = ctypes.c_ulong()
assert libc.pthread_create(ctypes.byref(thread), None, start, None) == 0
assert libc.pthread_join(thread, None) == 0
sys.exit(ends != [0])
