# a KIND sub-interpreter that ran code is alive
# rank: 40
# each KIND: legacy, isolated
# needs: sub-interpreters
import _interpreters
interpreter = _interpreters.create('KIND')
_interpreters.run_string(interpreter, 'import json; text = json.dumps([1])')
if fork_and_wait(): return
_interpreters.destroy(interpreter)
