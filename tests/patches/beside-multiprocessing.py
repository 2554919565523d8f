# forklab: expect = script rc=0
# lives: with forget-interpreters
"""multiprocessing "fork" beside an isolated sub-interpreter."""
import multiprocessing
import sys

import _interpreters

_interpreters.create("isolated")
process = multiprocessing.get_context("fork").Process(target=int)
process.start()
process.join()
sys.exit(process.exitcode != 0)
