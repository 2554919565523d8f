# asyncio.run() until another process sends SIGINT, then _exit(0)
# rank: 190
# within: until-sigint.py
# let READY: while open(f'/proc/{child}/stat').read().rpartition(')')[2].split()[0] != 'S': pass
import asyncio
async def main():
    running()
    await asyncio.Event().wait()  # a signal interrupts the system call that the loop sleeps in
asyncio.run(main())
