# a KIND sub-interpreter ran code and was destroyed
# rank: 60
# each KIND: legacy, isolated
# needs: sub-interpreters
import _interpreters
interpreter = _interpreters.create('KIND')
_interpreters.run_string(interpreter, 'import json; text = json.dumps([1])')
_interpreters.destroy(interpreter)
fork_and_wait()
