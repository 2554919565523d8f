# trio.lowlevel.wait_readable() on a pidfd, as trio.Process.wait() does
# rank: 90
# needs: trio
# properties: holds child
import os, trio
async def main():
    fd = os.pidfd_open(pid)
    release()
    await trio.lowlevel.wait_readable(fd)
    os.close(fd)
trio.run(main)
waited(pid, os.waitpid(pid, os.WNOHANG)[1])
# --- prepares
import trio  # its first import keeps a descriptor of libffi open
