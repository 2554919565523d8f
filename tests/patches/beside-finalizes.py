# forklab: expect = script rc=0
# lives: with forget-interpreters
"""A child forked beside sub-interpreters finalizes: sys.exit() keeps its status."""
import os
import sys

import _interpreters

for kind in "legacy", "isolated":
    _interpreters.exec(_interpreters.create(kind), "import json")
pid = os.fork()
if pid == 0:
    sys.exit(7)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 7)
