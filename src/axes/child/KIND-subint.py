# makes, uses and destroys a KIND sub-interpreter, then _exit(0)
# rank: 130
# each KIND: legacy, isolated
# needs: sub-interpreters
import _interpreters
interpreter = _interpreters.create('KIND')
failure = _interpreters.run_string(interpreter, 'import json; assert json.loads("[1]") == [1]')
assert failure is None, failure.formatted
_interpreters.destroy(interpreter)
