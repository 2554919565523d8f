# CONFIGURATION: for _interpreters.create(); RUN: calls drive()
# takes: CONFIGURATION, RUN
source = prelude + r'''
HERE
'''
import _interpreters, builtins, os, sys
read_fd, write_fd = os.pipe()
interpreter = _interpreters.create(CONFIGURATION)
failures = []
# It ends only when the processes that its multiprocessing knows of have: it is made to forget them. A
# child of a forkserver is no child of this process: its end is learned there.
def drive():
    failures.append(_interpreters.run_string(interpreter, source + f'''
import os, sys
os.write({write_fd}, str(pid).encode())
if 'multiprocessing' in sys.modules:
    import multiprocessing.process, multiprocessing.resource_tracker
    if 'multiprocessing.forkserver' in sys.modules:
        process.join()
        os.write({write_fd}, b' %d' % process.exitcode)
        sys.modules['multiprocessing.forkserver']._forkserver._stop()
    multiprocessing.process._children.clear()
    process._popen.finalizer()
    multiprocessing.resource_tracker._resource_tracker._stop()
'''))
RUN
_interpreters.destroy(interpreter)
os.close(write_fd)
text = os.read(read_fd, 20)
os.close(read_fd)
if failures[0] is not None:
    raise getattr(builtins, failures[0].type.__name__, RuntimeError)(failures[0].msg)
pid, *exitcodes = map(int, text.split())
sys.forklab_ended = [(pid, code) for code in exitcodes]
