# a KIND sub-interpreter that runs nothing is alive
# rank: 20
# each KIND: legacy, isolated
# needs: sub-interpreters
import _interpreters
interpreter = _interpreters.create('KIND')
if fork_and_wait(): return
_interpreters.destroy(interpreter)
