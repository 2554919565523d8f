# multiprocessing.get_context('spawn').Process on the main thread
# rank: 210
# also: threaded.py, in-KIND.py
# lets go: multiprocessing-lets-go.py
import multiprocessing, forklab
context = multiprocessing.get_context('spawn')
process = context.Process(target=forklab._spawned, args=forklab._spawn_arguments())
process.start()
pid = process.pid
