# forklab: expect = script rc=0
# lives: always
"""A fork in an isolated sub-interpreter is refused as before, in the words that were there."""
import sys

import _interpreters

failure = _interpreters.exec(_interpreters.create("isolated"), "import os; os.fork()")
sys.exit("fork not supported for isolated subinterpreters" not in failure.formatted)
