# trio.run() until another process sends SIGINT, then _exit(0)
# rank: 200
# needs: trio
# within: until-sigint.py
# let READY: while open(f'/proc/{child}/stat').read().rpartition(')')[2].split()[0] != 'S': pass
import trio
async def main():
    running()
    await trio.sleep_forever()
trio.run(main)
