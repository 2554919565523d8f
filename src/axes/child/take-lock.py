# takes the lock of the scene, then _exit(0)
# rank: 120
import sys, threading
with getattr(sys, 'forklab_lock', None) or threading.Lock():
    pass
