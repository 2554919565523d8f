# asyncio's child watcher in a fresh event loop
# rank: 70
# properties: holds child
import asyncio
from asyncio import unix_events
async def main():
    ended = asyncio.get_running_loop().create_future()
    name = '_PidfdChildWatcher' if hasattr(unix_events, '_PidfdChildWatcher') else 'PidfdChildWatcher'
    watcher = getattr(unix_events, name)()
    watcher.add_child_handler(pid, lambda pid, code: ended.set_result(code))
    release()
    return await ended
code = asyncio.run(main())
waited(pid, code << 8 if code >= 0 else -code)
