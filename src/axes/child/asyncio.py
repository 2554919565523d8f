# asyncio.run(), then _exit(0)
# rank: 160
import asyncio
async def main():
    await asyncio.sleep(0)
    return await asyncio.to_thread(int, '5')
assert asyncio.run(main()) == 5
