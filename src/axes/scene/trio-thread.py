# a thread is inside trio.run()
# rank: 170
# needs: trio
import threading, trio
ready = threading.Event()
loops = []
async def main():
    loops.append((trio.lowlevel.current_trio_token(), trio.Event()))
    ready.set()
    await loops[0][1].wait()
thread = threading.Thread(target=trio.run, args=(main,))
thread.start()
ready.wait()
if fork_and_wait(): return
token, stop = loops[0]
token.run_sync_soon(stop.set)
thread.join()
