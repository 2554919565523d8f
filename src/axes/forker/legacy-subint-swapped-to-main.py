# inside a legacy sub-interpreter, thread state swapped to main at C level, then fork
# rank: 360
# needs: sub-interpreters
import _interpreters, forkers, forklab
interpreter = _interpreters.create('legacy')
pid = forkers.fork_swapped_to_main(forklab._be_child, interpreter, False)
if pid:
    _interpreters.destroy(interpreter)
