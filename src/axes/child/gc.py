# collects garbage, then _exit(0)
# rank: 90
import gc, weakref, forklab
class Node: pass
node = Node()
node.me = node
reference = weakref.ref(node)
del node
gc.collect()
if reference() is not None:
    forklab._fact('gc collects nothing')
