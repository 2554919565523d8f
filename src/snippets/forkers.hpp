// Python source of the ways to fork that are said in Python. They leave the new process in `pid`;
// in the child they go on where forklab._be_child() comes back or raises, as a user's code would.
#pragma once

#include <string>
#include <string_view>

#include "snippets/snippet.hpp"

namespace forklab {
namespace forker_snippets {

// `starts_it` runs body() on the thread that is to fork.
inline std::string in_thread(std::string_view starts_it) {
  return R"py(
import os, threading, forklab
box = []
def body():
    try:
        pid = os.fork()
    except BaseException as error:
        box.append(error)
        return
    if pid == 0:
        forklab._be_child()
    else:
        box.append(pid)
)py" + std::string(starts_it) +
         R"py(
if isinstance(box[0], BaseException):
    raise box[0]
pid = box[0]
)py";
}

inline constexpr std::string_view threading_thread = R"py(
thread = threading.Thread(target=body)
thread.start()
thread.join()
)py";

inline constexpr std::string_view daemon_thread = R"py(
thread = threading.Thread(target=body, daemon=True)
thread.start()
thread.join()
)py";

inline constexpr std::string_view raw_thread = R"py(
import _thread
done = _thread.allocate_lock()
done.acquire()
def bare():
    body()
    done.release()
_thread.start_new_thread(bare, ())
done.acquire()
)py";

inline std::string after_subint(std::string_view kind) {
  return R"py(
import _interpreters
def recycled():
    interpreter = _interpreters.create(')py" +
         std::string(kind) + R"py(')
    _interpreters.run_string(interpreter, 'import json')
    _interpreters.destroy(interpreter)
    body()
thread = threading.Thread(target=recycled)
thread.start()
thread.join()
)py";
}

inline constexpr std::string_view pool_worker = R"py(
import os, forklab
from concurrent.futures import ThreadPoolExecutor
def body():
    pid = os.fork()
    if pid == 0:
        forklab._be_child()
    return pid
with ThreadPoolExecutor(1) as pool:
    pid = pool.submit(body).result()
)py";

inline constexpr std::string_view coroutine = R"py(
import asyncio, os, forklab
async def main():
    pid = os.fork()
    if pid == 0:
        forklab._be_child()
    return pid
pid = asyncio.run(main())
)py";

inline constexpr std::string_view finalizer = R"py(
import os, forklab
box = []
class Forker:
    def __del__(self):
        box.append(os.fork())
        if box[0] == 0:
            forklab._be_child()
forker = Forker()
del forker
pid = box[0]
)py";

inline std::string multiprocessing(std::string_view method, std::string_view target) {
  return "import multiprocessing, forklab\nprocess = multiprocessing.get_context('" +
         std::string(method) + "').Process(" + std::string(target) + R"py()
process.start()
pid = process.pid
)py";
}

inline constexpr std::string_view subprocess = R"py(
import subprocess, forklab
process = subprocess.Popen(forklab._spawn_command())
process.returncode = 0  # the scenario waits for it
pid = process.pid
)py";

inline constexpr std::string_view posix_spawn = R"py(
import os, sys, forklab
pid = os.posix_spawn(sys.executable, forklab._spawn_command(), os.environ)
)py";

// A way to a new process that Python's library offers; "" when there is none of that name.
inline std::string spawner(std::string_view name) {
  constexpr std::string_view spawned = "target=forklab._spawned, args=forklab._spawn_arguments()";
  if (name == "multiprocessing-fork") return multiprocessing("fork", "target=forklab._be_child");
  if (name == "multiprocessing-forkserver") return multiprocessing("forkserver", spawned);
  if (name == "multiprocessing-spawn") return multiprocessing("spawn", spawned);
  if (name == "subprocess") return std::string(subprocess);
  if (name == "posix-spawn") return std::string(posix_spawn);
  return "";
}

inline std::string spawner_in_thread(std::string_view source) {
  return R"py(
import threading
made, failures = [], []
def body():
    try:
)py" + indented(source, "        ") +
         R"py(
        made.append(pid)
    except BaseException as error:
        failures.append(error)
thread = threading.Thread(target=body)
thread.start()
thread.join()
if failures:
    raise failures[0]
pid = made[0]
)py";
}

// A sub-interpreter ends only when the processes that its multiprocessing knows of have: it is made
// to forget them. A child of a forkserver is no child of this process: its end is learned there.
// `configuration`: a Python expression for _interpreters.create(); `run`: calls drive().
inline std::string in_subint(std::string_view configuration, std::string_view source,
                             std::string_view run = "drive()\n") {
  return "source = prelude + r'''" + std::string(source) + R"py('''
import _interpreters, builtins, os, sys
read_fd, write_fd = os.pipe()
interpreter = _interpreters.create()py" +
         std::string(configuration) + R"py()
failures = []
def drive():
    failures.append(_interpreters.run_string(interpreter, source + f'''
import os, sys
os.write({write_fd}, str(pid).encode())
if 'multiprocessing' in sys.modules:
    import multiprocessing.process, multiprocessing.resource_tracker
    if 'multiprocessing.forkserver' in sys.modules:
        process.join()
        os.write({write_fd}, b' %d' % process.exitcode)
        sys.modules['multiprocessing.forkserver']._forkserver._stop()
    multiprocessing.process._children.clear()
    process._popen.finalizer()
    multiprocessing.resource_tracker._resource_tracker._stop()
'''))
)py" + std::string(run) +
         R"py(_interpreters.destroy(interpreter)
os.close(write_fd)
text = os.read(read_fd, 20)
os.close(read_fd)
if failures[0] is not None:
    raise getattr(builtins, failures[0].type.__name__, RuntimeError)(failures[0].msg)
pid, *exitcodes = map(int, text.split())
sys.forklab_ended = [(pid, code) for code in exitcodes]
)py";
}

}  // namespace forker_snippets

// "" for what is not said in Python.
inline std::string forker_snippet(std::string_view name) {
  using namespace forker_snippets;
  if (name == "threading-thread") return in_thread(threading_thread);
  if (name == "daemon-thread") return in_thread(daemon_thread);
  if (name == "raw-thread") return in_thread(raw_thread);
  if (name == "thread-after-legacy-subint") return in_thread(after_subint("legacy"));
  if (name == "thread-after-isolated-subint") return in_thread(after_subint("isolated"));
  if (name == "pool-worker") return std::string(pool_worker);
  if (name == "coroutine") return std::string(coroutine);
  if (name == "finalizer") return std::string(finalizer);
  const auto spawner_before = [name](std::string_view end) {
    return name.ends_with(end) ? spawner(name.substr(0, name.size() - end.size())) : "";
  };
  if (const std::string source = spawner_before("-threaded"); !source.empty())
    return spawner_in_thread(source);
  if (const std::string source = spawner_before("-in-legacy"); !source.empty())
    return in_subint("'legacy'", source);
  if (const std::string source = spawner_before("-in-isolated"); !source.empty())
    return in_subint("'isolated'", source);
  return spawner(name);
}

// After the child's end: lets go what the way of forking keeps by design; may be "".
inline std::string forker_lets_go(std::string_view name) {
  if (!name.starts_with("multiprocessing-")) return "";
  // The scenario has waited itself: a Process object would wait for ever.
  return R"py(
import multiprocessing.process, multiprocessing.resource_tracker
for process in list(multiprocessing.process._children):
    process._popen.returncode = 0
    process.join()
    process.close()
multiprocessing.resource_tracker._resource_tracker._stop()
if 'multiprocessing.forkserver' in sys.modules:
    sys.modules['multiprocessing.forkserver']._forkserver._stop()
)py";
}

// Where the child is no child of this process: learns its end in place of the axis' way of waiting.
// May be "".
inline std::string forker_joins(std::string_view name) {
  if (!name.starts_with("multiprocessing-forkserver")) return "";
  const bool in_subint = name.find("-in-") != name.npos;
  return std::string(in_subint ? R"py(
child, exitcode = sys.forklab_ended.pop()
)py"
                               : R"py(
import multiprocessing.process
(process,) = multiprocessing.process._children
process.join()
child, exitcode = process.pid, process.exitcode
process.close()
)py") + R"py(
from forklab import _waited as waited
waited(child, exitcode << 8 if exitcode >= 0 else -exitcode)
)py";
}

}  // namespace forklab
