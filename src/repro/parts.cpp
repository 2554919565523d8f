#include "repro/parts.hpp"

#include "base/error.hpp"
#include "snippets/child_works.hpp"
#include "snippets/forkers.hpp"
#include "snippets/scenes.hpp"
#include "snippets/snippet.hpp"
#include "snippets/waits.hpp"

namespace forklab {
namespace {

// --- what the probe does in C++ and Python can say as well ---

constexpr std::string_view fork_here = R"py(
import os, forklab
pid = os.fork()
if pid == 0:
    forklab._be_child()
)py";

// The child of the primitive never goes back: it ends by _exit, with 2 when its work raised.
constexpr std::string_view on_worker_thread = R"py(
import _thread, os, traceback, forklab
box = []
done = _thread.allocate_lock()
done.acquire()
def body():
    try:
        box.append(os.fork())
        if box[0] == 0:
            code = 2
            try:
                code = forklab.child_code() or 0
            except BaseException:
                traceback.print_exc()
            os._exit(code)
    finally:
        done.release()
_thread.start_new_thread(body, ())
done.acquire()
pid = box[0]
)py";

constexpr std::string_view run_on_a_thread = R"py(
import threading
thread = threading.Thread(target=drive)
thread.start()
thread.join()
)py";

constexpr std::string_view in_forkable = R"py(
import _interpreters
configuration = _interpreters.new_config('isolated', allow_fork=True)
)py";

constexpr std::string_view swapped = R"py(
import _interpreters, forklab
interpreter = _interpreters.create('legacy')
pid = c_part.fork_swapped_to_main(forklab._be_child, interpreter, False)
if pid:
    _interpreters.destroy(interpreter)
)py";

// A sub-interpreter that C code ends is not one of _interpreters' any more.
constexpr std::string_view ended = R"py(
import _interpreters, forklab
interpreter = _interpreters.create('legacy')
pid = c_part.fork_swapped_to_main(forklab._be_child, interpreter, True)
)py";

std::string forker_source(std::string_view name) {
  using forker_snippets::in_subint;
  const std::string here(fork_here.substr(1));
  if (name == "main-thread") return std::string(fork_here);
  if (name == "worker-thread") return std::string(on_worker_thread);
  if (name == "legacy-subint") return in_subint("'legacy'", here, run_on_a_thread);
  if (name == "isolated-subint") return in_subint("'isolated'", here, run_on_a_thread);
  if (name == "forkable-subint")
    return std::string(in_forkable) + in_subint("configuration", here, run_on_a_thread);
  if (name == "std-thread") return "pid = c_part.fork_on_c_thread(_be_child)\n";
  if (name == "raw-fork") return "pid = c_part.fork_raw(os.fsencode(EVENTS))\n";
  if (name == "legacy-subint-swapped-to-main") return std::string(swapped);
  if (name == "ended-subint-swapped-to-main") return std::string(ended);
  return forker_snippet(name);
}

bool in_c(std::string_view forker) {
  return forker == "std-thread" || forker == "raw-fork" || forker.ends_with("-swapped-to-main");
}

std::string scene_source(std::string_view name) {
  if (name == "nothing") return "fork_and_wait()\n";
  if (name != "idle-legacy-subint" && name != "idle-isolated-subint") return scene_snippet(name);
  return "import _interpreters\ninterpreter = _interpreters.create('" +
         std::string(name == "idle-legacy-subint" ? "legacy" : "isolated") + R"py(')
if fork_and_wait(): return
_interpreters.destroy(interpreter)
)py";
}

std::string go_back(std::string_view status, std::string_view end) {
  return "_fact('asked " + std::string(status) + "')\n" +
         std::string(child_snippets::watch_finalization) + "_checkpoint('work-done')\n" +
         std::string(end);
}

constexpr std::string_view trio_in_subint = R"py(
import _interpreters, threading
interpreter = _interpreters.create('legacy')
failures = []
def drive():
    failures.append(_interpreters.run_string(interpreter, prelude + bootstrap))
thread = threading.Thread(target=drive)
thread.start()
thread.join()
_interpreters.destroy(interpreter)
assert failures == [None], failures
)py";

constexpr std::string_view close_all = R"py(
import os
os.closerange(3, os.sysconf('SC_OPEN_MAX'))
)py";

bool goes_back(std::string_view child) {
  return child == "sys-exit" || child == "return" || child == "raise";
}

// The body of child(), with its checkpoints.
std::string child_source(std::string_view name) {
  if (name == "sys-exit") return go_back("rc=7", "sys.exit(7)\n");
  if (name == "return") return go_back("rc=7", "return 7\n");
  if (name == "raise") return go_back("rc=1", "raise ValueError('raised in the child')\n");
  if (name == "exec")
    return "_fact('asked rc=7')\n_checkpoint('work-done')\n"
           "os.execv(sys.executable, [sys.executable, '-I', '-S', '-c', 'raise SystemExit(7)'])\n";
  if (name == "kill-itself")
    return "_fact('asked signal=SIGKILL')\n_checkpoint('work-done')\n"
           "os.kill(os.getpid(), signal.SIGKILL)\n";
  if (name == "trio-in-legacy-subint")
    return "bootstrap = '''" + std::string(child_snippets::trio_bootstrap) + "'''" +
           std::string(trio_in_subint) + "_checkpoint('work-done')\n";
  std::string work = child_snippet(name);
  if (name == "exit") work = "";
  if (name == "stop-itself") work = "os.kill(os.getpid(), signal.SIGSTOP)\n";
  if (name == "close-descriptors") work = std::string(close_all) + child_snippet("asyncio");
  return "_checkpoint('work-begun')\n" + work + "_checkpoint('work-done')\n";
}

std::string wait_source(const Scenario& scenario) {
  if (const std::string join = forker_joins(scenario.forker); !join.empty()) return join;
  if (scenario.wait == "waitpid" || scenario.wait == "trio-to-thread")
    return "waited(pid, os.waitpid(pid, 0)[1])\n";
  return wait_snippet(scenario.wait);
}

constexpr std::string_view load_c = R"py(
global c_part
import ctypes
c_part = ctypes.PyDLL(os.environ['FORKLAB_C'])  # forker.c
c_part.fork_on_c_thread.argtypes = [ctypes.py_object]
c_part.fork_swapped_to_main.argtypes = [ctypes.py_object, ctypes.c_longlong, ctypes.c_int]
)py";

// "" is a body, too.
std::string function(std::string_view head, const std::string& body, std::string_view end = "") {
  std::string source(body);
  while (source.starts_with('\n')) source.erase(0, 1);
  source += end;
  return "\n\ndef " + std::string(head) + ":\n" +
         indented(source.empty() ? std::string("pass\n") : source);
}

std::vector<std::string> modules_of(const Scenario& scenario, const std::string& source) {
  std::vector<std::string> modules;
  if (scenario.needs_trio()) modules.emplace_back("trio");
  for (const char* module : {"_interpreters", "multiprocessing", "ctypes"})
    if (source.find(module) != source.npos) modules.emplace_back(module);
  return modules;
}

}  // namespace

ScenarioParts parts_of(const Scenario& scenario) {
  ScenarioParts parts;
  parts.needs_c = in_c(scenario.forker);
  const std::string fork = forker_source(scenario.forker), scene = scene_source(scenario.scene);
  FORKLAB_CHECK(!fork.empty() && !scene.empty());
  const auto truth = [](bool value) { return std::string(value ? "True\n" : "False\n"); };
  parts.source =
      "\nWAITS_IN_TRIO_THREAD = " + truth(scenario.wait == "trio-to-thread") +
      "ORPHAN = " + truth(scenario.wait == "orphan") +
      "HOLDS_CHILD = " + truth(holds_child(scenario.wait)) +
      "GOES_BACK = " + truth(goes_back(scenario.child)) + "NEEDS_C = " + truth(parts.needs_c) +
      function("scene()", scene) + function("fork()", fork, "return pid\n") +
      function("child()", child_source(scenario.child)) +
      function("wait(pid)", wait_source(scenario)) +
      function("prepare()", wait_preparation(scenario.wait) +
                                (parts.needs_c ? std::string(load_c.substr(1)) : std::string())) +
      function("let_go()", forker_lets_go(scenario.forker));
  parts.modules = modules_of(scenario, parts.source);
  return parts;
}

}  // namespace forklab
