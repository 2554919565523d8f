# run_trio_in_subint(): trio.run() in a fresh legacy sub-interpreter, then _exit(0)
# rank: 230
# needs: sub-interpreters, trio
# by: probe
# within: in-fresh-sub-interpreter.py
# let KIND: legacy
import trio, forklab

async def task(results):
    await trio.sleep(0)
    results.append('task')

async def main():
    forklab._checkpoint('work-begun')  # what never ran cannot have begun
    results = []
    async with trio.open_nursery() as nursery:
        nursery.start_soon(task, results)
    return results

if trio.run(main) != ['task']:
    raise AssertionError('trio.run() did not give what its task returned')
