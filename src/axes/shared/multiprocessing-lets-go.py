# what multiprocessing keeps by design; the scenario has waited itself: a Process object would wait for ever
import sys, multiprocessing.process, multiprocessing.resource_tracker
for process in list(multiprocessing.process._children):
    process._popen.returncode = 0
    process.join()
    process.close()
multiprocessing.resource_tracker._resource_tracker._stop()
if 'multiprocessing.forkserver' in sys.modules:
    sys.modules['multiprocessing.forkserver']._forkserver._stop()
