# a thread is in the middle of importing a module
# rank: 220
import importlib.machinery, sys, threading
# The child's `import` imports the same module.
ready, go = threading.Event(), threading.Event()
class Finder:
    def find_spec(self, name, path, target=None):
        if name == 'forklab_in_flight':
            return importlib.machinery.ModuleSpec(name, self)
    def create_module(self, spec): return None
    def exec_module(self, module):
        ready.set()
        go.wait()
sys.meta_path.insert(0, Finder())
thread = threading.Thread(target=__import__, args=('forklab_in_flight',))
thread.start()
ready.wait()
if fork_and_wait(): return
go.set()
thread.join()
