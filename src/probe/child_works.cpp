// Axis "what the child does".
#include <signal.h>
#include <unistd.h>

#include <string>

#include "primitives/run_trio_in_subint.hpp"
#include "probe/descriptors.hpp"
#include "probe/report.hpp"
#include "probe/scenario.hpp"
#include "probe/tables.hpp"

namespace forklab::probe {
namespace {

int exit_at_once() {
  report(Checkpoint::work_begun);
  report(Checkpoint::work_done);
  return 0;
}

// work-begun is reported by the trio task itself: what never ran cannot have begun.
constexpr const char* trio_source = R"py(
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

int trio_in_legacy_subint() {
  RunTrioInSubintOptions options;
  options.bootstrap = module_path_source() + trio_source;
  if (run_trio_in_subint(std::move(options)) != 0) return -1;
  if (!has_reported(Checkpoint::work_begun)) {
    PyErr_SetString(PyExc_AssertionError, "the bootstrap came back without having run");
    return -1;
  }
  report(Checkpoint::work_done);
  return 0;
}

// Works in Python: what they assert is the lab's to know, so a failed one is an exception like any.
int python_work(const char* source) {
  report(Checkpoint::work_begun);
  if (run_python(source) != 0) return -1;
  report(Checkpoint::work_done);
  return 0;
}

// "asked STATUS": the outcome holds it against how the child ended.
void ask_for(const char* status) { report(EventKind::fact, std::string("asked ") + status); }

// Python's atexit handlers run, and what sys.stdout has buffered is written, only in a child that
// finalizes.
int go_back(const char* status) {
  ask_for(status);
  return python_work(R"py(
import atexit, io, sys, forklab
atexit.register(forklab._fact, 'atexit ran')
class Teller(io.RawIOBase):
    def writable(self): return True
    def write(self, data):
        forklab._fact('buffered output written')
        return len(data)
sys.stdout = io.TextIOWrapper(io.BufferedWriter(Teller()))
sys.stdout.write('buffered')
)py");
}

int sys_exit() {
  if (go_back("rc=7") != 0) return -1;
  const PyRef code(PyLong_FromLong(7));
  PyErr_SetObject(PyExc_SystemExit, code.get());
  return -1;
}

int return_seven() { return go_back("rc=7") != 0 ? -1 : 7; }

int raise_exception() {
  if (go_back("rc=1") != 0) return -1;
  PyErr_SetString(PyExc_ValueError, "raised in the child");
  return -1;
}

int exec_python() {
  ask_for("rc=7");
  report(Checkpoint::work_begun);
  report(Checkpoint::work_done);
  return run_python(R"py(
import os, sys
os.execv(sys.executable, [sys.executable, '-I', '-S', '-c', 'raise SystemExit(7)'])
)py");
}

int kill_itself() {
  ask_for("signal=SIGKILL");
  report(Checkpoint::work_begun);
  report(Checkpoint::work_done);
  ::kill(::getpid(), SIGKILL);
  return 0;
}

int stop_itself() {
  report(Checkpoint::work_begun);
  {
    const Detached detached;
    ::raise(SIGSTOP);
  }
  report(Checkpoint::work_done);
  return 0;
}

int import_modules() {
  return python_work(R"py(
import sys, decimal, sqlite3, xml.dom.minidom
if 'Finder' in [type(finder).__name__ for finder in sys.meta_path]:
    import forklab_in_flight
)py");
}

int collect_garbage() {
  return python_work(R"py(
import gc, weakref, forklab
class Node: pass
node = Node()
node.me = node
reference = weakref.ref(node)
del node
gc.collect()
if reference() is not None:
    forklab._fact('gc collects nothing')
)py");
}

int use_thread() {
  return python_work(R"py(
import threading
seen = []
thread = threading.Thread(target=seen.append, args=(1,))
thread.start()
thread.join()
assert seen == [1]
)py");
}

int log_a_line() {
  return python_work("import logging\nlogging.getLogger().warning('from the child')\n");
}

int take_lock() {
  return python_work(R"py(
import sys, threading
with getattr(sys, 'forklab_lock', None) or threading.Lock():
    pass
)py");
}

int use_subint(const char* kind, const char* end) {
  return python_work(
      (std::string("import _interpreters\ninterpreter = _interpreters.create('") + kind + R"py(')
failure = _interpreters.run_string(interpreter, 'import json; assert json.loads("[1]") == [1]')
assert failure is None, failure.formatted
)py" + end)
          .c_str());
}

int use_legacy_subint() { return use_subint("legacy", "_interpreters.destroy(interpreter)\n"); }
int use_isolated_subint() { return use_subint("isolated", "_interpreters.destroy(interpreter)\n"); }
int leave_isolated_subint() { return use_subint("isolated", ""); }

int run_asyncio() {
  return python_work(R"py(
import asyncio
async def main():
    await asyncio.sleep(0)
    return await asyncio.to_thread(int, '5')
assert asyncio.run(main()) == 5
)py");
}

int run_trio() {
  return python_work(R"py(
import trio
async def main():
    await trio.sleep(0)
    return await trio.to_thread.run_sync(int, '5')
assert trio.run(main) == 5
)py");
}

// A process of its own sends SIGINT to this one. `ready`: what it waits for first, as Python source
// in which `child` is this process. `body` may call running().
int until_sigint(const char* ready, const char* body) {
  return python_work((std::string(R"py(
import os, signal, forklab
read_fd, write_fd = os.pipe()
child = os.getpid()
sender = os.fork()
if sender == 0:
    os.read(read_fd, 1)
)py") + ready + R"py(
    os.kill(child, signal.SIGINT)
    os._exit(0)
def running():
    os.write(write_fd, b'.')
try:
)py" + body + R"py(
except KeyboardInterrupt:
    forklab._fact('KeyboardInterrupt')
try:
    os.waitpid(sender, 0)
except ChildProcessError:
    pass
)py")
                         .c_str());
}

// A signal interrupts the system call that a sleeping loop is in.
constexpr const char* until_it_sleeps = R"py(
    while open(f'/proc/{child}/stat').read().rpartition(')')[2].split()[0] != 'S':
        pass
)py";

// No call in the loop looks for signals by itself, once the sender has been seen to be gone.
int spin_until_sigint() {
  return until_sigint("", R"py(
    running()
    while os.waitpid(sender, os.WNOHANG)[0] == 0:
        pass
    for _ in range(10000):
        pass
    forklab._fact('SIGINT not noticed')
)py");
}

int asyncio_until_sigint() {
  return until_sigint(until_it_sleeps, R"py(
    import asyncio
    async def main():
        running()
        await asyncio.Event().wait()
    asyncio.run(main())
)py");
}

int trio_until_sigint() {
  return until_sigint(until_it_sleeps, R"py(
    import trio
    async def main():
        running()
        await trio.sleep_forever()
    trio.run(main)
)py");
}

int close_descriptors() {
  for (const auto& [fd, kind] : open_descriptors())
    if (fd > STDERR_FILENO && fd != event_fd() && fd != child_stderr_fd()) ::close(fd);
  return run_asyncio();
}

int asyncio_in_isolated_subint() {
  return python_work(R"py(
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
)py");
}

int fork_again() {
  return python_work(R"py(
import os
pid = os.fork()
if pid == 0:
    os._exit(3)
assert os.waitpid(pid, 0)[1] == 3 << 8
)py");
}

int fork_three_deep() {
  return python_work(R"py(
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
)py");
}

int look_around() {
  return python_work(R"py(
import _interpreters, threading, forklab
forklab._fact(f'threads={threading.active_count()}')
forklab._fact(f'interpreters={len(_interpreters.list_all())}')
if threading.main_thread() is not threading.current_thread():
    forklab._fact('not the main thread')
)py");
}

int handle_sigint() {
  return python_work(R"py(
import os, signal, forklab
try:
    os.kill(os.getpid(), signal.SIGINT)
    for _ in range(1000):
        pass
    forklab._fact('went on after SIGINT')
except KeyboardInterrupt:
    forklab._fact('KeyboardInterrupt')
)py");
}

constexpr std::array table = {
    ChildWork{"exit", exit_at_once},
    ChildWork{"sys-exit", sys_exit, true},
    ChildWork{"return", return_seven, true},
    ChildWork{"raise", raise_exception, true},
    ChildWork{"exec", exec_python},
    ChildWork{"kill-itself", kill_itself},
    ChildWork{"stop-itself", stop_itself},
    ChildWork{"import", import_modules},
    ChildWork{"gc", collect_garbage},
    ChildWork{"thread", use_thread},
    ChildWork{"log", log_a_line},
    ChildWork{"take-lock", take_lock},
    ChildWork{"legacy-subint", use_legacy_subint},
    ChildWork{"isolated-subint", use_isolated_subint},
    ChildWork{"open-isolated-subint", leave_isolated_subint},
    ChildWork{"asyncio", run_asyncio},
    ChildWork{"trio", run_trio},
    ChildWork{"spin-until-sigint", spin_until_sigint},
    ChildWork{"asyncio-until-sigint", asyncio_until_sigint},
    ChildWork{"trio-until-sigint", trio_until_sigint},
    ChildWork{"close-descriptors", close_descriptors},
    ChildWork{"asyncio-in-isolated-subint", asyncio_in_isolated_subint},
    ChildWork{"trio-in-legacy-subint", trio_in_legacy_subint},
    ChildWork{"fork-again", fork_again},
    ChildWork{"fork-three-deep", fork_three_deep},
    ChildWork{"look-around", look_around},
    ChildWork{"handle-sigint", handle_sigint},
};
static_assert(same_names(table, child_works));

}  // namespace

std::span<const ChildWork> child_work_table() { return table; }

}  // namespace forklab::probe
