# subprocess.Popen of this Python on the main thread
# rank: 250
# also: threaded.py, in-KIND.py
import subprocess, forklab
process = subprocess.Popen(forklab._spawn_command())
process.returncode = 0  # the scenario waits for it
pid = process.pid
