# a KIND sub-interpreter is alive until the parent finalizes
# rank: 80
# each KIND: legacy, isolated
# needs: sub-interpreters
import _interpreters
interpreter = _interpreters.create('KIND')
_interpreters.run_string(interpreter, 'import json; text = json.dumps([1])')
fork_and_wait()
