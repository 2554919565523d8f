# makes and uses an isolated sub-interpreter, then _exit(0)
# rank: 150
# needs: sub-interpreters
import _interpreters
interpreter = _interpreters.create('isolated')
failure = _interpreters.run_string(interpreter, 'import json; assert json.loads("[1]") == [1]')
assert failure is None, failure.formatted
