# closes every inherited descriptor, then asyncio.run() and _exit(0)
# rank: 210
import forklab
forklab._close_descriptors()
import asyncio
async def main():
    await asyncio.sleep(0)
    return await asyncio.to_thread(int, '5')
assert asyncio.run(main()) == 5
