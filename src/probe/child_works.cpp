// Axis "what the child does".
#include <signal.h>
#include <unistd.h>

#include <string>

#include "primitives/run_trio_in_subint.hpp"
#include "probe/descriptors.hpp"
#include "probe/report.hpp"
#include "probe/scenario.hpp"
#include "probe/tables.hpp"
#include "snippets/child_works.hpp"

namespace forklab::probe {
namespace {

int exit_at_once() {
  report(Checkpoint::work_begun);
  report(Checkpoint::work_done);
  return 0;
}

int trio_in_legacy_subint() {
  RunTrioInSubintOptions options;
  options.bootstrap = module_path_source() + std::string(child_snippets::trio_bootstrap);
  if (run_trio_in_subint(std::move(options)) != 0) return -1;
  if (!has_reported(Checkpoint::work_begun)) {
    PyErr_SetString(PyExc_AssertionError, "the bootstrap came back without having run");
    return -1;
  }
  report(Checkpoint::work_done);
  return 0;
}

int python_work(const std::string& source) {
  report(Checkpoint::work_begun);
  if (run_python(source.c_str()) != 0) return -1;
  report(Checkpoint::work_done);
  return 0;
}

// "asked STATUS": the outcome holds it against how the child ended.
void ask_for(const char* status) { report(EventKind::fact, std::string("asked ") + status); }

int go_back(const char* status) {
  ask_for(status);
  return python_work(std::string(child_snippets::watch_finalization));
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

int close_descriptors() {
  for (const auto& [fd, kind] : open_descriptors())
    if (fd > STDERR_FILENO && fd != event_fd() && fd != child_stderr_fd()) ::close(fd);
  return python_work(child_snippet("asyncio"));
}

constexpr std::array table = {
    ChildWork{"exit", exit_at_once},
    ChildWork{"sys-exit", sys_exit, true},
    ChildWork{"return", return_seven, true},
    ChildWork{"raise", raise_exception, true},
    ChildWork{"exec", exec_python},
    ChildWork{"kill-itself", kill_itself},
    ChildWork{"stop-itself", stop_itself},
    ChildWork{"import"},
    ChildWork{"gc"},
    ChildWork{"thread"},
    ChildWork{"log"},
    ChildWork{"take-lock"},
    ChildWork{"legacy-subint"},
    ChildWork{"isolated-subint"},
    ChildWork{"open-isolated-subint"},
    ChildWork{"asyncio"},
    ChildWork{"trio"},
    ChildWork{"spin-until-sigint"},
    ChildWork{"asyncio-until-sigint"},
    ChildWork{"trio-until-sigint"},
    ChildWork{"close-descriptors", close_descriptors},
    ChildWork{"asyncio-in-isolated-subint"},
    ChildWork{"trio-in-legacy-subint", trio_in_legacy_subint},
    ChildWork{"fork-again"},
    ChildWork{"fork-three-deep"},
    ChildWork{"look-around"},
    ChildWork{"handle-sigint"},
};
static_assert(same_names(table, child_works));

}  // namespace

std::span<const ChildWork> child_work_table() { return table; }

int do_work(const ChildWork& work) {
  return work.run != nullptr ? work.run() : python_work(child_snippet(work.name));
}

}  // namespace forklab::probe
