# multiprocessing.get_context('forkserver').Process on the main thread
# rank: 170
# also: threaded.py, in-KIND.py
# lets go: multiprocessing-lets-go.py
import multiprocessing, forklab
context = multiprocessing.get_context('forkserver')
process = context.Process(target=forklab._spawned, args=forklab._spawn_arguments())
process.start()
pid = process.pid
# --- joins
import multiprocessing.process
(process,) = multiprocessing.process._children
process.join()
child, exitcode = process.pid, process.exitcode
process.close()
waited(child, exitcode << 8 if exitcode >= 0 else -exitcode)
