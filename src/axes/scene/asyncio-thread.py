# a thread is inside asyncio.run()
# rank: 160
import asyncio, threading
ready = threading.Event()
loops = []
async def main():
    loops.append((asyncio.get_running_loop(), asyncio.Event()))
    ready.set()
    await loops[0][1].wait()
thread = threading.Thread(target=asyncio.run, args=(main(),))
thread.start()
ready.wait()
if fork_and_wait(): return
loop, stop = loops[0]
loop.call_soon_threadsafe(stop.set)
thread.join()
