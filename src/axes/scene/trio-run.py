# a trio.run() on the main thread; fork and wait go through to_thread
# rank: 310
# needs: trio
import os, trio, forklab

# The child waits for a byte that another trio task writes only while the wait is going on: a wait
# that blocks the loop is a hang, whatever the machine's speed.
async def release(write_fd):
    for _ in range(10):
        await trio.lowlevel.checkpoint()
    os.write(write_fd, b'.')

async def main():
    read_fd, write_fd = os.pipe()
    if forklab._waits_in_trio_thread():
        forklab._hold_child(read_fd)
    forklab._checkpoint('scene-set')
    pid = await trio.to_thread.run_sync(forklab._fork_once)
    if pid:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(release, write_fd)
            if forklab._waits_in_trio_thread():
                await trio.to_thread.run_sync(forklab._wait_once, pid)
            else:
                forklab._wait_once(pid)
    forklab._hold_child(-1)
    os.close(read_fd)
    os.close(write_fd)

trio.run(main)
