# os.fork() inside a coroutine of asyncio.run() on the main thread
# rank: 100
import asyncio, os, forklab
async def main():
    pid = os.fork()
    if pid == 0:
        forklab._be_child()
    return pid
pid = asyncio.run(main())
