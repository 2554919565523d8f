# asyncio.run() in a fresh isolated sub-interpreter on its own thread, then _exit(0)
# rank: 220
# needs: sub-interpreters
# within: in-fresh-sub-interpreter.py
# let KIND: isolated
import asyncio
async def main():
    await asyncio.sleep(0)
    return 5
assert asyncio.run(main()) == 5
