# forklab: expect = script rc=0
# lives: with forget-interpreters
"""A fork beside a legacy sub-interpreter and an isolated one, each of which has run something."""
import os
import sys

import _interpreters

for kind in "legacy", "isolated":
    _interpreters.exec(_interpreters.create(kind), "import json")
pid = os.fork()
if pid == 0:
    import gc

    gc.collect()
    if len(_interpreters.list_all()) != 1:
        os._exit(8)
    another = _interpreters.create("isolated")
    if _interpreters.exec(another, "import json") is not None:
        os._exit(9)
    _interpreters.destroy(another)
    os._exit(7)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 7)
