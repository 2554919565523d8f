// Python source of the scenes that are said in Python: bodies of a function, with `os`, `sys`,
// `threading` and `forklab` imported. They call fork_and_wait(), which is true in a child that goes
// back, and then leave everything as it is. `kind` is the configuration of sub-interpreters.
#pragma once

#include <string>
#include <string_view>

namespace forklab {
namespace scene_snippets {

inline constexpr std::string_view used_subint = R"py(import _interpreters
interpreter = _interpreters.create(kind)
_interpreters.run_string(interpreter, 'import json; text = json.dumps([1])')
if fork_and_wait(): return
_interpreters.destroy(interpreter)
)py";

inline constexpr std::string_view closed_subint = R"py(import _interpreters
interpreter = _interpreters.create(kind)
_interpreters.run_string(interpreter, 'import json; text = json.dumps([1])')
_interpreters.destroy(interpreter)
fork_and_wait()
)py";

inline constexpr std::string_view leaked_subint = R"py(import _interpreters
interpreter = _interpreters.create(kind)
_interpreters.run_string(interpreter, 'import json; text = json.dumps([1])')
fork_and_wait()
)py";

// The sub-interpreter says through one pipe that it runs, and is let go through the other.
inline constexpr std::string_view sleeping_subint = R"py(import _interpreters
ready_read, ready_write = os.pipe()
go_read, go_write = os.pipe()
interpreter = _interpreters.create(kind)
code = f"import os; os.write({ready_write}, b'.'); os.read({go_read}, 1)"
thread = threading.Thread(target=_interpreters.run_string, args=(interpreter, code))
thread.start()
os.read(ready_read, 1)
if fork_and_wait(): return
os.write(go_write, b'.')
thread.join()
_interpreters.destroy(interpreter)
for fd in (ready_read, ready_write, go_read, go_write): os.close(fd)
)py";

inline constexpr std::string_view spinning_subint = R"py(import _interpreters
ready_read, ready_write = os.pipe()
go_read, go_write = os.pipe()
os.set_blocking(go_read, False)
interpreter = _interpreters.create(kind)
code = '\n'.join(['import os', f"os.write({ready_write}, b'.')", 'while True:', '    try:',
                  f'        os.read({go_read}, 1)', '        break',
                  '    except BlockingIOError:', '        sum(range(100))'])
thread = threading.Thread(target=_interpreters.run_string, args=(interpreter, code))
thread.start()
os.read(ready_read, 1)
if fork_and_wait(): return
os.write(go_write, b'.')
thread.join()
_interpreters.destroy(interpreter)
for fd in (ready_read, ready_write, go_read, go_write): os.close(fd)
)py";

inline constexpr std::string_view several_subints = R"py(import _interpreters
alive = [_interpreters.create(kind) for kind in ('isolated', 'legacy', 'isolated', 'isolated')]
if fork_and_wait(): return
for interpreter in alive: _interpreters.destroy(interpreter)
)py";

inline constexpr std::string_view sleeping_threads = R"py(stop = threading.Event()
ready = threading.Barrier(4)
threads = [threading.Thread(target=lambda: (ready.wait(), stop.wait())) for _ in range(3)]
for thread in threads: thread.start()
ready.wait()
if fork_and_wait(): return
stop.set()
for thread in threads: thread.join()
)py";

inline constexpr std::string_view spinning_threads = R"py(stop = []
ready = threading.Barrier(4)
def spin():
    ready.wait()
    while not stop: sum(range(100))
threads = [threading.Thread(target=spin) for _ in range(3)]
for thread in threads: thread.start()
ready.wait()
if fork_and_wait(): return
stop.append(1)
for thread in threads: thread.join()
)py";

inline constexpr std::string_view asyncio_thread = R"py(import asyncio
ready = threading.Event()
loops = []
async def main():
    loops.append((asyncio.get_running_loop(), asyncio.Event()))
    ready.set()
    await loops[0][1].wait()
thread = threading.Thread(target=asyncio.run, args=(main(),))
thread.start()
ready.wait()
if fork_and_wait(): return
loop, stop = loops[0]
loop.call_soon_threadsafe(stop.set)
thread.join()
)py";

inline constexpr std::string_view trio_thread = R"py(import trio
ready = threading.Event()
loops = []
async def main():
    loops.append((trio.lowlevel.current_trio_token(), trio.Event()))
    ready.set()
    await loops[0][1].wait()
thread = threading.Thread(target=trio.run, args=(main,))
thread.start()
ready.wait()
if fork_and_wait(): return
token, stop = loops[0]
token.run_sync_soon(stop.set)
thread.join()
)py";

inline constexpr std::string_view idle_thread_pool =
    R"py(from concurrent.futures import ThreadPoolExecutor
pool = ThreadPoolExecutor(1)
pool.submit(int).result()
if fork_and_wait(): return
pool.shutdown()
)py";

inline constexpr std::string_view idle_interpreter_pool =
    R"py(from concurrent.futures import InterpreterPoolExecutor
pool = InterpreterPoolExecutor(1)
pool.submit(int).result()
if fork_and_wait(): return
pool.shutdown()
)py";

inline constexpr std::string_view busy_interpreter_pool =
    R"py(from concurrent.futures import InterpreterPoolExecutor
ready_read, ready_write = os.pipe()
go_read, go_write = os.pipe()
pool = InterpreterPoolExecutor(1)
written = pool.submit(os.write, ready_write, b'.')
busy = pool.submit(os.read, go_read, 1)
os.read(ready_read, 1)
written.result()
if fork_and_wait(): return
os.write(go_write, b'.')
busy.result()
pool.shutdown()
for fd in (ready_read, ready_write, go_read, go_write): os.close(fd)
)py";

// Whether and where they run in the child is the question; the parent's own do not matter.
inline constexpr std::string_view pending_finalizers = R"py(import gc, weakref
parent = os.getpid()
def tell(text):
    if os.getpid() != parent: forklab._fact(text)
class Node:
    def __del__(self): tell('__del__ ran')
class Owner: pass
owner = Owner()
weakref.finalize(owner, tell, 'finalize() ran')
gc.disable()
node = Node()
node.me = node
del node
fork_and_wait()
)py";

// The child's `import` imports the same module where there is one in flight.
inline constexpr std::string_view import_in_flight = R"py(import importlib.machinery
ready, go = threading.Event(), threading.Event()
class Finder:
    def find_spec(self, name, path, target=None):
        if name == 'forklab_in_flight':
            return importlib.machinery.ModuleSpec(name, self)
    def create_module(self, spec): return None
    def exec_module(self, module):
        ready.set()
        go.wait()
sys.meta_path.insert(0, Finder())
thread = threading.Thread(target=__import__, args=('forklab_in_flight',))
thread.start()
ready.wait()
if fork_and_wait(): return
go.set()
thread.join()
)py";

// The child's `take-lock` takes this one.
inline constexpr std::string_view held_lock = R"py(ready, go = threading.Event(), threading.Event()
sys.forklab_lock = threading.Lock()
def hold():
    with sys.forklab_lock:
        ready.set()
        go.wait()
thread = threading.Thread(target=hold)
thread.start()
ready.wait()
if fork_and_wait(): return
go.set()
thread.join()
)py";

inline constexpr std::string_view held_logging_lock = R"py(import logging
ready, go = threading.Event(), threading.Event()
handler = logging.StreamHandler()
logging.getLogger().addHandler(handler)
def hold():
    handler.acquire()
    ready.set()
    go.wait()
    handler.release()
thread = threading.Thread(target=hold)
thread.start()
ready.wait()
if fork_and_wait(): return
go.set()
thread.join()
)py";

inline constexpr std::string_view gc_running = R"py(import gc
ready, go = threading.Event(), threading.Event()
def inside(phase, info):
    if threading.current_thread() is thread and phase == 'start':
        ready.set()
        go.wait()
gc.callbacks.append(inside)
thread = threading.Thread(target=gc.collect)
thread.start()
ready.wait()
if fork_and_wait(): return
go.set()
thread.join()
)py";

inline constexpr std::string_view in_atexit_handler = R"py(import atexit
ready, go = threading.Event(), threading.Event()
def handler():
    if threading.current_thread() is thread:
        ready.set()
        go.wait()
atexit.register(handler)
thread = threading.Thread(target=atexit._run_exitfuncs)
thread.start()
ready.wait()
if fork_and_wait(): return
go.set()
thread.join()
)py";

inline constexpr std::string_view in_fork_hook =
    R"py(ready, go = threading.Event(), threading.Event()
def hook():
    if threading.current_thread() is thread:
        ready.set()
        go.wait()
def fork_too():
    pid = os.fork()
    if pid == 0: os._exit(0)
    os.waitpid(pid, 0)
os.register_at_fork(before=hook)
thread = threading.Thread(target=fork_too)
thread.start()
ready.wait()
if fork_and_wait(): return
go.set()
thread.join()
)py";

inline constexpr std::string_view at_fork_hooks = R"py(order = []
os.register_at_fork(before=lambda: order.append('before'),
                    after_in_parent=lambda: order.append('parent'),
                    after_in_child=lambda: forklab._fact('child hooks=' + ','.join([*order, 'child'])))
if fork_and_wait(): return
forklab._fact('parent hooks=' + (','.join(order) or 'none'))
)py";

inline constexpr std::string_view wakeup_fd = R"py(import signal
read_fd, write_fd = os.pipe()
os.set_blocking(write_fd, False)
signal.signal(signal.SIGINT, lambda number, frame: forklab._fact('SIGINT handler ran'))
signal.set_wakeup_fd(write_fd)
if fork_and_wait(): return
signal.set_wakeup_fd(-1)
os.close(read_fd)
os.close(write_fd)
)py";

inline constexpr std::string_view subint_churn = R"py(import _interpreters
stop, ready = [], threading.Event()
def churn():
    while not stop:
        interpreter = _interpreters.create('isolated')
        ready.set()
        _interpreters.destroy(interpreter)
thread = threading.Thread(target=churn)
thread.start()
ready.wait()
if fork_and_wait(): return
stop.append(1)
thread.join()
)py";

// The child waits for a byte that another trio task writes only while the wait is going on: a wait
// that blocks the loop is a hang, whatever the machine's speed.
inline constexpr std::string_view trio_run = R"py(import trio

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
)py";

}  // namespace scene_snippets

struct SceneSnippet {
  std::string_view name;
  std::string_view body;
  std::string_view kind;
};

inline constexpr SceneSnippet scene_snippet_table[] = {
    {"used-legacy-subint", scene_snippets::used_subint, "legacy"},
    {"used-isolated-subint", scene_snippets::used_subint, "isolated"},
    {"closed-legacy-subint", scene_snippets::closed_subint, "legacy"},
    {"closed-isolated-subint", scene_snippets::closed_subint, "isolated"},
    {"leaked-legacy-subint", scene_snippets::leaked_subint, "legacy"},
    {"leaked-isolated-subint", scene_snippets::leaked_subint, "isolated"},
    {"sleeping-legacy-subint", scene_snippets::sleeping_subint, "legacy"},
    {"sleeping-isolated-subint", scene_snippets::sleeping_subint, "isolated"},
    {"spinning-isolated-subint", scene_snippets::spinning_subint, "isolated"},
    {"several-subints", scene_snippets::several_subints, ""},
    {"sleeping-threads", scene_snippets::sleeping_threads, ""},
    {"spinning-threads", scene_snippets::spinning_threads, ""},
    {"asyncio-thread", scene_snippets::asyncio_thread, ""},
    {"trio-thread", scene_snippets::trio_thread, ""},
    {"idle-thread-pool", scene_snippets::idle_thread_pool, ""},
    {"idle-interpreter-pool", scene_snippets::idle_interpreter_pool, ""},
    {"busy-interpreter-pool", scene_snippets::busy_interpreter_pool, ""},
    {"pending-finalizers", scene_snippets::pending_finalizers, ""},
    {"import-in-flight", scene_snippets::import_in_flight, ""},
    {"held-lock", scene_snippets::held_lock, ""},
    {"held-logging-lock", scene_snippets::held_logging_lock, ""},
    {"gc-running", scene_snippets::gc_running, ""},
    {"in-atexit-handler", scene_snippets::in_atexit_handler, ""},
    {"in-fork-hook", scene_snippets::in_fork_hook, ""},
    {"at-fork-hooks", scene_snippets::at_fork_hooks, ""},
    {"wakeup-fd", scene_snippets::wakeup_fd, ""},
    {"subint-churn", scene_snippets::subint_churn, ""},
    {"trio-run", scene_snippets::trio_run, ""},
};

// "" for a scene that is not said in Python.
inline std::string scene_snippet(std::string_view name) {
  for (const SceneSnippet& snippet : scene_snippet_table) {
    if (snippet.name != name) continue;
    const std::string kind(snippet.kind);
    return (kind.empty() ? "" : "kind = '" + kind + "'\n") + std::string(snippet.body);
  }
  return "";
}

}  // namespace forklab
