# on a threading.Thread
import threading
made, failures = [], []
def body():
    try:
        HERE
        made.append(pid)
    except BaseException as error:
        failures.append(error)
thread = threading.Thread(target=body)
thread.start()
thread.join()
if failures:
    raise failures[0]
pid = made[0]
