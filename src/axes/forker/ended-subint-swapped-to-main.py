# the same, the sub-interpreter ended between the swap and the fork
# rank: 370
# needs: sub-interpreters
import _interpreters, forkers, forklab
interpreter = _interpreters.create('legacy')
# What C code ends is not one of _interpreters' any more.
pid = forkers.fork_swapped_to_main(forklab._be_child, interpreter, True)
