# multiprocessing.get_context('fork').Process on the main thread
# rank: 130
# also: threaded.py, in-KIND.py
# lets go: multiprocessing-lets-go.py
import multiprocessing, forklab
process = multiprocessing.get_context('fork').Process(target=forklab._be_child)
process.start()
pid = process.pid
