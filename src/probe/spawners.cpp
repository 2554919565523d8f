#include "probe/spawners.hpp"

#include <string>

#include "probe/scenario.hpp"

namespace forklab::probe {
namespace {

constexpr const char* process_start = R"py(
process.start()
pid = process.pid
)py";

std::string multiprocessing_source(const char* method, const char* target) {
  return std::string("import multiprocessing, forklab\nprocess = multiprocessing.get_context('") +
         method + "').Process(" + target + ")" + process_start;
}

constexpr const char* executed = R"py(
import sys, forklab
def command():
    events, errors, work, path = forklab._spawn_arguments()
    return [sys.executable, '-I', '-c',
            'import sys; sys.path[:0] = sys.argv[4:]; import forklab; '
            'sys.exit(forklab._spawned(*sys.argv[1:4], sys.argv[4:]))', events, errors, work, *path]
)py";

constexpr const char* spawned = "target=forklab._spawned, args=forklab._spawn_arguments()";

// Leaves the new process in `pid`.
std::string source_of(Spawner spawner) {
  switch (spawner) {
    case Spawner::multiprocessing_fork:
      return multiprocessing_source("fork", "target=forklab._be_child");
    case Spawner::multiprocessing_forkserver: return multiprocessing_source("forkserver", spawned);
    case Spawner::multiprocessing_spawn: return multiprocessing_source("spawn", spawned);
    case Spawner::subprocess:
      return std::string(executed) + R"py(
import subprocess
process = subprocess.Popen(command())
process.returncode = 0  # the scenario waits for it
pid = process.pid
)py";
    case Spawner::posix_spawn:
      return std::string(executed) + R"py(
import os
pid = os.posix_spawn(sys.executable, command(), os.environ)
)py";
  }
  return {};
}

std::string in_thread(const std::string& source) {
  return "source = r'''" + module_path_source() + source + R"py('''
import threading
names, failures = {'__name__': '__forklab__'}, []
def body():
    try:
        exec(source, names)
    except BaseException as error:
        failures.append(error)
thread = threading.Thread(target=body)
thread.start()
thread.join()
if failures:
    raise failures[0]
pid = names['pid']
)py";
}

// A sub-interpreter ends only when the processes that its multiprocessing knows of have: it is made
// to forget them.
std::string in_subint(const char* kind, const std::string& source) {
  return "source = r'''" + module_path_source() + source + R"py('''
import _interpreters, builtins, os
read_fd, write_fd = os.pipe()
interpreter = _interpreters.create(')py" +
         kind + R"py(')
failure = _interpreters.run_string(interpreter, source + f'''
import os, sys
os.write({write_fd}, str(pid).encode())
if 'multiprocessing' in sys.modules:
    import multiprocessing.process, multiprocessing.resource_tracker
    multiprocessing.process._children.clear()
    process._popen.finalizer()
    multiprocessing.resource_tracker._resource_tracker._stop()
''')
_interpreters.destroy(interpreter)
os.close(write_fd)
text = os.read(read_fd, 20)
os.close(read_fd)
if failure is not None:
    raise getattr(builtins, failure.type.__name__, RuntimeError)(failure.msg)
pid = int(text)
)py";
}

}  // namespace

// The scenario has waited itself: a Process object would wait for ever.
const char close_process[] = R"py(
import multiprocessing.process, multiprocessing.resource_tracker
for process in list(multiprocessing.process._children):
    process._popen.returncode = 0
    process.join()
    process.close()
multiprocessing.resource_tracker._resource_tracker._stop()
if 'multiprocessing.forkserver' in sys.modules:
    sys.modules['multiprocessing.forkserver']._forkserver._stop()
)py";

const char join_forkserver_process[] = R"py(
import multiprocessing.process
from forklab import _waited as waited
(process,) = multiprocessing.process._children
process.join()
waited(process.pid, process.exitcode << 8 if process.exitcode >= 0 else -process.exitcode)
process.close()
)py";

pid_t spawn(Spawner spawner, Place place) {
  const std::string source = source_of(spawner);
  switch (place) {
    case Place::main_thread: return run_python_for_pid(source.c_str());
    case Place::threading_thread: return run_python_for_pid(in_thread(source).c_str());
    case Place::legacy_subint: return run_python_for_pid(in_subint("legacy", source).c_str());
    case Place::isolated_subint: return run_python_for_pid(in_subint("isolated", source).c_str());
  }
  return -1;
}

}  // namespace forklab::probe
