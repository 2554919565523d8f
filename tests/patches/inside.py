# forklab: expect = script rc=0
# lives: with forget-interpreters
"""A fork inside a legacy sub-interpreter: its child is well, or RuntimeError says so without a child."""
import os
import sys

import _interpreters

answer, say = os.pipe()
inside = _interpreters.create("legacy")
failure = _interpreters.exec(inside, f"""if True:
    import os
    try:
        pid = os.fork()
    except RuntimeError as error:
        try:
            os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            os.write({say}, b"refused")
    else:
        if pid == 0:
            os._exit(7)
        if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7:
            os.write({say}, b"forked")
""")
os.close(say)
sys.exit(failure is not None or os.read(answer, 10) not in (b"refused", b"forked"))
