# on a thread of its own, in a sub-interpreter that is made and destroyed for it
# takes: KIND
import _interpreters, threading
interpreter = _interpreters.create('KIND')
failures = []
def drive():
    failures.append(_interpreters.run_string(interpreter, prelude + '''
HERE
'''))
thread = threading.Thread(target=drive)
thread.start()
thread.join()
assert failures == [None], failures
_interpreters.destroy(interpreter)
