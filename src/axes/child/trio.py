# trio.run(), then _exit(0)
# rank: 170
# needs: trio
import trio
async def main():
    await trio.sleep(0)
    return await trio.to_thread.run_sync(int, '5')
assert trio.run(main) == 5
