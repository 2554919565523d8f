# forklab: expect = script rc=0
# lives: always
"""Sub-interpreters that were destroyed before the fork leave no trace."""
import os
import sys

import _interpreters

for kind in "legacy", "isolated":
    interpreter = _interpreters.create(kind)
    _interpreters.exec(interpreter, "import json")
    _interpreters.destroy(interpreter)
pid = os.fork()
if pid == 0:
    sys.exit(7)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 7)
