# os.fork() on a thread that drove a KIND sub-interpreter, destroyed before
# rank: 80
# each KIND: legacy, isolated
# needs: sub-interpreters
# within: on-a-thread.py
import _interpreters
def recycled():
    interpreter = _interpreters.create('KIND')
    _interpreters.run_string(interpreter, 'import json')
    _interpreters.destroy(interpreter)
    body()
thread = threading.Thread(target=recycled)
thread.start()
thread.join()
