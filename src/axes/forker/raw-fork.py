# fork(2) on the main thread without any of CPython's hooks
# rank: 120
# by: probe
import os, forkers, forklab
pid = forkers.fork_raw(os.fsencode(forklab.EVENTS))
