// Python source of what a child does, where that is said in Python. What they assert is the lab's
// to know, so a failed one is an exception like any.
#pragma once

#include <string>
#include <string_view>

namespace forklab {
namespace child_snippets {

inline constexpr std::string_view import_modules = R"py(
import sys, decimal, sqlite3, xml.dom.minidom
if 'Finder' in [type(finder).__name__ for finder in sys.meta_path]:
    import forklab_in_flight
)py";

inline constexpr std::string_view gc = R"py(
import gc, weakref, forklab
class Node: pass
node = Node()
node.me = node
reference = weakref.ref(node)
del node
gc.collect()
if reference() is not None:
    forklab._fact('gc collects nothing')
)py";

inline constexpr std::string_view thread = R"py(
import threading
seen = []
thread = threading.Thread(target=seen.append, args=(1,))
thread.start()
thread.join()
assert seen == [1]
)py";

inline constexpr std::string_view take_lock = R"py(
import sys, threading
with getattr(sys, 'forklab_lock', None) or threading.Lock():
    pass
)py";

inline constexpr std::string_view asyncio = R"py(
import asyncio
async def main():
    await asyncio.sleep(0)
    return await asyncio.to_thread(int, '5')
assert asyncio.run(main()) == 5
)py";

inline constexpr std::string_view trio = R"py(
import trio
async def main():
    await trio.sleep(0)
    return await trio.to_thread.run_sync(int, '5')
assert trio.run(main) == 5
)py";

inline constexpr std::string_view asyncio_in_isolated_subint = R"py(
import _interpreters, threading
interpreter = _interpreters.create('isolated')
failures = []
def drive():
    failures.append(_interpreters.run_string(interpreter, """
import asyncio
async def main():
    await asyncio.sleep(0)
    return 5
assert asyncio.run(main()) == 5
"""))
thread = threading.Thread(target=drive)
thread.start()
thread.join()
assert failures == [None], failures
_interpreters.destroy(interpreter)
)py";

inline constexpr std::string_view fork_again = R"py(
import os
pid = os.fork()
if pid == 0:
    os._exit(3)
assert os.waitpid(pid, 0)[1] == 3 << 8
)py";

inline constexpr std::string_view fork_three_deep = R"py(
import os
def deeper(level):
    if level == 0:
        os._exit(3)
    pid = os.fork()
    if pid == 0:
        deeper(level - 1)
    status = os.waitpid(pid, 0)[1]
    if level < 2:
        os._exit(status >> 8)
    assert status == 3 << 8, status
deeper(2)
)py";

inline constexpr std::string_view look_around = R"py(
import _interpreters, threading, forklab
forklab._fact(f'threads={threading.active_count()}')
forklab._fact(f'interpreters={len(_interpreters.list_all())}')
if threading.main_thread() is not threading.current_thread():
    forklab._fact('not the main thread')
)py";

inline constexpr std::string_view handle_sigint = R"py(
import os, signal, forklab
try:
    os.kill(os.getpid(), signal.SIGINT)
    for _ in range(1000):
        pass
    forklab._fact('went on after SIGINT')
except KeyboardInterrupt:
    forklab._fact('KeyboardInterrupt')
)py";

inline constexpr std::string_view log = R"py(
import logging
logging.getLogger().warning('from the child')
)py";

// Python's atexit handlers run, and what sys.stdout has buffered is written, only in a child that
// finalizes.
inline constexpr std::string_view watch_finalization = R"py(
import atexit, io, sys, forklab
atexit.register(forklab._fact, 'atexit ran')
class Teller(io.RawIOBase):
    def writable(self): return True
    def write(self, data):
        forklab._fact('buffered output written')
        return len(data)
sys.stdout = io.TextIOWrapper(io.BufferedWriter(Teller()))
sys.stdout.write('buffered')
)py";

inline std::string use_subint(std::string_view kind, std::string_view end) {
  return "\nimport _interpreters\ninterpreter = _interpreters.create('" + std::string(kind) +
         R"py(')
failure = _interpreters.run_string(interpreter, 'import json; assert json.loads("[1]") == [1]')
assert failure is None, failure.formatted
)py" + std::string(end);
}

// A process of its own sends SIGINT to this one. `ready`: what it waits for first, as Python source
// in which `child` is this process. `body` may call running().
inline std::string until_sigint(std::string_view ready, std::string_view body) {
  return R"py(
import os, signal, forklab
read_fd, write_fd = os.pipe()
child = os.getpid()
sender = os.fork()
if sender == 0:
    os.read(read_fd, 1)
)py" + std::string(ready) +
         R"py(
    os.kill(child, signal.SIGINT)
    os._exit(0)
def running():
    os.write(write_fd, b'.')
try:
)py" + std::string(body) +
         R"py(
except KeyboardInterrupt:
    forklab._fact('KeyboardInterrupt')
try:
    os.waitpid(sender, 0)
except ChildProcessError:
    pass
)py";
}

// A signal interrupts the system call that a sleeping loop is in.
inline constexpr std::string_view until_it_sleeps = R"py(
    while open(f'/proc/{child}/stat').read().rpartition(')')[2].split()[0] != 'S':
        pass
)py";

// No call in the loop looks for signals by itself, once the sender has been seen to be gone.
inline constexpr std::string_view spin = R"py(
    running()
    while os.waitpid(sender, os.WNOHANG)[0] == 0:
        pass
    for _ in range(10000):
        pass
    forklab._fact('SIGINT not noticed')
)py";

inline constexpr std::string_view asyncio_for_ever = R"py(
    import asyncio
    async def main():
        running()
        await asyncio.Event().wait()
    asyncio.run(main())
)py";

inline constexpr std::string_view trio_for_ever = R"py(
    import trio
    async def main():
        running()
        await trio.sleep_forever()
    trio.run(main)
)py";

// work-begun is reported by the trio task itself: what never ran cannot have begun.
inline constexpr std::string_view trio_bootstrap = R"py(
import trio, forklab

async def task(results):
    await trio.sleep(0)
    results.append('task')

async def main():
    forklab._checkpoint('work-begun')
    results = []
    async with trio.open_nursery() as nursery:
        nursery.start_soon(task, results)
    return results

if trio.run(main) != ['task']:
    raise AssertionError('trio.run() did not give what its task returned')
)py";

}  // namespace child_snippets

// "" for what is not said in Python.
inline std::string child_snippet(std::string_view name) {
  using namespace child_snippets;
  if (name == "import") return std::string(import_modules);
  if (name == "gc") return std::string(gc);
  if (name == "thread") return std::string(thread);
  if (name == "log") return std::string(log);
  if (name == "take-lock") return std::string(take_lock);
  if (name == "legacy-subint") return use_subint("legacy", "_interpreters.destroy(interpreter)\n");
  if (name == "isolated-subint")
    return use_subint("isolated", "_interpreters.destroy(interpreter)\n");
  if (name == "open-isolated-subint") return use_subint("isolated", "");
  if (name == "asyncio") return std::string(asyncio);
  if (name == "trio") return std::string(trio);
  if (name == "spin-until-sigint") return until_sigint("", spin);
  if (name == "asyncio-until-sigint") return until_sigint(until_it_sleeps, asyncio_for_ever);
  if (name == "trio-until-sigint") return until_sigint(until_it_sleeps, trio_for_ever);
  if (name == "asyncio-in-isolated-subint") return std::string(asyncio_in_isolated_subint);
  if (name == "fork-again") return std::string(fork_again);
  if (name == "fork-three-deep") return std::string(fork_three_deep);
  if (name == "look-around") return std::string(look_around);
  if (name == "handle-sigint") return std::string(handle_sigint);
  return "";
}

}  // namespace forklab
