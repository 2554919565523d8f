# os.fork() inside trio.run() on a thread inside a legacy sub-interpreter
# rank: 355
# needs: sub-interpreters, trio
# within: in-sub-interpreter.py
# let CONFIGURATION: 'legacy'
# let RUN: import threading; thread = threading.Thread(target=drive); thread.start(); thread.join()
import os, trio, forklab
async def main():
    pid = os.fork()
    if pid == 0:
        forklab._be_child()
    return pid
pid = trio.run(main)
