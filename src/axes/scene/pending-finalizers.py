# an unreachable cycle with __del__, and a weakref.finalize()
# rank: 210
import gc, os, weakref, forklab
# Whether and where they run in the child is the question; the parent's own do not matter.
parent = os.getpid()
def tell(text):
    if os.getpid() != parent: forklab._fact(text)
class Node:
    def __del__(self): tell('__del__ ran')
class Owner: pass
owner = Owner()
weakref.finalize(owner, tell, 'finalize() ran')
gc.disable()
node = Node()
node.me = node
del node
fork_and_wait()
