// Axis "what surrounds the fork".
#include <algorithm>

#include "primitives/sub_interpreter.hpp"
#include "probe/report.hpp"
#include "probe/scenario.hpp"
#include "probe/tables.hpp"

namespace forklab::probe {
namespace {

int nothing() {
  report(Checkpoint::scene_set);
  return fork_and_wait();
}

#if FORKLAB_HAS_SUBINTERPRETERS

int with_idle_subint(SubInterpreter::Configuration configuration) {
  auto interpreter = SubInterpreter::create(configuration);
  if (!interpreter) return -1;
  report(Checkpoint::scene_set);
  const int result = fork_and_wait();
  if (in_child()) return result;
  if (!interpreter->destroy()) report(EventKind::trouble, "the idle sub-interpreter is in use");
  return result;
}

int idle_legacy_subint() { return with_idle_subint(SubInterpreter::Configuration::legacy); }
int idle_isolated_subint() { return with_idle_subint(SubInterpreter::Configuration::isolated); }

#else

int idle_legacy_subint() { return require_python_314("a scene with a sub-interpreter"); }
int idle_isolated_subint() { return idle_legacy_subint(); }

#endif

// Scenes in Python are bodies of a function: they call fork_and_wait(), which is true in a child
// that goes back, and then leave everything as it is. `kind` is the configuration of
// sub-interpreters.
std::string scene_source(const char* kind, std::string_view body) {
  std::string source = "import os, sys, threading, forklab\nkind = '";
  source += kind;
  source += R"py('
from forklab import _fork_and_wait as fork_and_wait
def scene():
)py";
  while (!body.empty()) {
    const auto end = std::min(body.find('\n'), body.size() - 1) + 1;
    source += "    ";
    source += body.substr(0, end);
    body.remove_prefix(end);
  }
  return source + "\nscene()\n";
}

int python_scene(std::string_view body, const char* kind = "") {
  return run_python(scene_source(kind, body).c_str());
}

constexpr std::string_view used_subint = R"py(import _interpreters
interpreter = _interpreters.create(kind)
_interpreters.run_string(interpreter, 'import json; text = json.dumps([1])')
if fork_and_wait(): return
_interpreters.destroy(interpreter)
)py";

constexpr std::string_view closed_subint = R"py(import _interpreters
interpreter = _interpreters.create(kind)
_interpreters.run_string(interpreter, 'import json; text = json.dumps([1])')
_interpreters.destroy(interpreter)
fork_and_wait()
)py";

constexpr std::string_view leaked_subint = R"py(import _interpreters
interpreter = _interpreters.create(kind)
_interpreters.run_string(interpreter, 'import json; text = json.dumps([1])')
fork_and_wait()
)py";

// The sub-interpreter says through one pipe that it runs, and is let go through the other.
constexpr std::string_view sleeping_subint = R"py(import _interpreters
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

constexpr std::string_view spinning_subint = R"py(import _interpreters
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

constexpr std::string_view several_subints_source = R"py(import _interpreters
alive = [_interpreters.create(kind) for kind in ('isolated', 'legacy', 'isolated', 'isolated')]
if fork_and_wait(): return
for interpreter in alive: _interpreters.destroy(interpreter)
)py";

constexpr std::string_view sleeping_threads_source = R"py(stop = threading.Event()
ready = threading.Barrier(4)
threads = [threading.Thread(target=lambda: (ready.wait(), stop.wait())) for _ in range(3)]
for thread in threads: thread.start()
ready.wait()
if fork_and_wait(): return
stop.set()
for thread in threads: thread.join()
)py";

constexpr std::string_view spinning_threads_source = R"py(stop = []
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

constexpr std::string_view asyncio_thread_source = R"py(import asyncio
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

constexpr std::string_view trio_thread_source = R"py(import trio
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

constexpr std::string_view idle_thread_pool_source =
    R"py(from concurrent.futures import ThreadPoolExecutor
pool = ThreadPoolExecutor(1)
pool.submit(int).result()
if fork_and_wait(): return
pool.shutdown()
)py";

constexpr std::string_view idle_interpreter_pool_source =
    R"py(from concurrent.futures import InterpreterPoolExecutor
pool = InterpreterPoolExecutor(1)
pool.submit(int).result()
if fork_and_wait(): return
pool.shutdown()
)py";

constexpr std::string_view busy_interpreter_pool_source =
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
constexpr std::string_view pending_finalizers_source = R"py(import gc, weakref
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
constexpr std::string_view import_in_flight_source = R"py(import importlib.machinery
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
constexpr std::string_view held_lock_source = R"py(ready, go = threading.Event(), threading.Event()
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

constexpr std::string_view held_logging_lock_source = R"py(import logging
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

constexpr std::string_view gc_running_source = R"py(import gc
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

constexpr std::string_view in_atexit_handler_source = R"py(import atexit
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

constexpr std::string_view in_fork_hook_source =
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

constexpr std::string_view at_fork_hooks_source = R"py(order = []
os.register_at_fork(before=lambda: order.append('before'),
                    after_in_parent=lambda: order.append('parent'),
                    after_in_child=lambda: forklab._fact('child hooks=' + ','.join([*order, 'child'])))
if fork_and_wait(): return
forklab._fact('parent hooks=' + (','.join(order) or 'none'))
)py";

constexpr std::string_view wakeup_fd_source = R"py(import signal
read_fd, write_fd = os.pipe()
os.set_blocking(write_fd, False)
signal.signal(signal.SIGINT, lambda number, frame: forklab._fact('SIGINT handler ran'))
signal.set_wakeup_fd(write_fd)
if fork_and_wait(): return
signal.set_wakeup_fd(-1)
os.close(read_fd)
os.close(write_fd)
)py";

constexpr std::string_view subint_churn_source = R"py(import _interpreters
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

int used_legacy_subint() { return python_scene(used_subint, "legacy"); }
int used_isolated_subint() { return python_scene(used_subint, "isolated"); }
int closed_legacy_subint() { return python_scene(closed_subint, "legacy"); }
int closed_isolated_subint() { return python_scene(closed_subint, "isolated"); }
int leaked_legacy_subint() { return python_scene(leaked_subint, "legacy"); }
int leaked_isolated_subint() { return python_scene(leaked_subint, "isolated"); }
int sleeping_legacy_subint() { return python_scene(sleeping_subint, "legacy"); }
int sleeping_isolated_subint() { return python_scene(sleeping_subint, "isolated"); }
int spinning_isolated_subint() { return python_scene(spinning_subint, "isolated"); }
int several_subints() { return python_scene(several_subints_source); }
int sleeping_threads() { return python_scene(sleeping_threads_source); }
int spinning_threads() { return python_scene(spinning_threads_source); }
int asyncio_thread() { return python_scene(asyncio_thread_source); }
int trio_thread() { return python_scene(trio_thread_source); }
int idle_thread_pool() { return python_scene(idle_thread_pool_source); }
int idle_interpreter_pool() { return python_scene(idle_interpreter_pool_source); }
int busy_interpreter_pool() { return python_scene(busy_interpreter_pool_source); }
int pending_finalizers() { return python_scene(pending_finalizers_source); }
int import_in_flight() { return python_scene(import_in_flight_source); }
int held_lock() { return python_scene(held_lock_source); }
int held_logging_lock() { return python_scene(held_logging_lock_source); }
int gc_running() { return python_scene(gc_running_source); }
int in_atexit_handler() { return python_scene(in_atexit_handler_source); }
int in_fork_hook() { return python_scene(in_fork_hook_source); }
int at_fork_hooks() { return python_scene(at_fork_hooks_source); }
int wakeup_fd() { return python_scene(wakeup_fd_source); }
int subint_churn() { return python_scene(subint_churn_source); }

// The child waits for a byte that another trio task writes only while the wait is going on: a wait
// that blocks the loop is a hang, whatever the machine's speed.
constexpr const char* trio_run_source = R"py(
import os, trio, forklab

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

int trio_run() { return run_python(trio_run_source); }

constexpr std::array table = {
    Scene{"nothing", nothing},
    Scene{"idle-legacy-subint", idle_legacy_subint},
    Scene{"idle-isolated-subint", idle_isolated_subint},
    Scene{"used-legacy-subint", used_legacy_subint},
    Scene{"used-isolated-subint", used_isolated_subint},
    Scene{"closed-legacy-subint", closed_legacy_subint},
    Scene{"closed-isolated-subint", closed_isolated_subint},
    Scene{"leaked-legacy-subint", leaked_legacy_subint},
    Scene{"leaked-isolated-subint", leaked_isolated_subint},
    Scene{"sleeping-legacy-subint", sleeping_legacy_subint},
    Scene{"sleeping-isolated-subint", sleeping_isolated_subint},
    Scene{"spinning-isolated-subint", spinning_isolated_subint},
    Scene{"several-subints", several_subints},
    Scene{"sleeping-threads", sleeping_threads},
    Scene{"spinning-threads", spinning_threads},
    Scene{"asyncio-thread", asyncio_thread},
    Scene{"trio-thread", trio_thread},
    Scene{"idle-thread-pool", idle_thread_pool},
    Scene{"idle-interpreter-pool", idle_interpreter_pool},
    Scene{"busy-interpreter-pool", busy_interpreter_pool},
    Scene{"pending-finalizers", pending_finalizers},
    Scene{"import-in-flight", import_in_flight},
    Scene{"held-lock", held_lock},
    Scene{"held-logging-lock", held_logging_lock},
    Scene{"gc-running", gc_running},
    Scene{"in-atexit-handler", in_atexit_handler},
    Scene{"in-fork-hook", in_fork_hook},
    Scene{"at-fork-hooks", at_fork_hooks},
    Scene{"wakeup-fd", wakeup_fd},
    Scene{"subint-churn", subint_churn},
    Scene{"trio-run", trio_run},
};
static_assert(same_names(table, scenes));

}  // namespace

std::span<const Scene> scene_table() { return table; }

}  // namespace forklab::probe
