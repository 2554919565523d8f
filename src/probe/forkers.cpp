// Axis "who forks".
#include <unistd.h>

#include <cstring>
#include <memory>
#include <thread>

#include "primitives/fork_from_worker_thread.hpp"
#include "primitives/sub_interpreter.hpp"
#include "primitives/worker_thread.hpp"
#include "probe/report.hpp"
#include "probe/scenario.hpp"
#include "probe/tables.hpp"
#include "snippets/forkers.hpp"

namespace forklab::probe {
namespace {

// A scenario's own threads come back at once or not at all; then the supervisor's deadline ends it.
constexpr std::chrono::hours no_limit(24 * 365);

// os.fork() in the current interpreter. The child does not return.
pid_t os_fork() {
  const PyRef os(PyImport_ImportModule("os"));
  const PyRef result(os ? PyObject_CallMethod(os.get(), "fork", nullptr) : nullptr);
  if (!result) return -1;
  const long pid = PyLong_AsLong(result.get());
  if (pid == 0) be_child();
  return static_cast<pid_t>(pid);
}

// What os.fork() does, at C level, without its audit event and warning.
pid_t c_fork() {
  PyOS_BeforeFork();
  const pid_t pid = ::fork();
  if (pid != 0) {
    PyOS_AfterFork_Parent();
    if (pid < 0) PyErr_SetFromErrno(PyExc_OSError);
    return pid;
  }
  PyOS_AfterFork_Child();
  be_child();
  if (PyErr_Occurred() != nullptr) PyErr_Print();  // nobody above it takes exceptions
  return 0;
}

pid_t from_main_thread() { return os_fork(); }

pid_t from_worker_thread() {
  ForkFromWorkerThreadOptions options;
  options.child_target = child_code;
  options.join_timeout = no_limit;
  return fork_from_worker_thread(std::move(options));
}

pid_t from_std_thread() {
  pid_t pid = -1;
  const Detached detached;
  std::thread([&pid] {
    const PyGILState_STATE state = PyGILState_Ensure();
    pid = c_fork();
    PyGILState_Release(state);
  }).join();
  return pid;
}

// The child may touch nothing of CPython: it has run none of the hooks that repair it.
pid_t raw_fork() {
  const pid_t pid = ::fork();
  if (pid < 0) PyErr_SetFromErrno(PyExc_OSError);
  if (pid != 0) return pid;
  report(Checkpoint::fork_returned);
  report(Checkpoint::work_begun);
  report(Checkpoint::work_done);
  ::_exit(0);
}

#if FORKLAB_HAS_SUBINTERPRETERS

// What a thread in another interpreter found out, free of Python objects.
struct ForkedElsewhere {
  pid_t pid = -1;
  std::string exception_type;
  std::string exception_text;
};

void note_exception(ForkedElsewhere& forked) {
  const PyRef exception(PyErr_GetRaisedException());
  forked.exception_type = Py_TYPE(exception.get())->tp_name;
  const PyRef text(PyObject_Str(exception.get()));
  const char* utf8 = text ? PyUnicode_AsUTF8(text.get()) : nullptr;
  forked.exception_text = utf8 != nullptr ? utf8 : "";
  PyErr_Clear();
}

// The same exception in this interpreter, for types that every interpreter has.
void raise_here(const ForkedElsewhere& forked) {
  const PyRef builtins(PyImport_ImportModule("builtins"));
  PyRef type(PyObject_GetAttrString(builtins.get(), forked.exception_type.c_str()));
  PyErr_Clear();
  PyErr_SetString(type ? type.get() : PyExc_RuntimeError, forked.exception_text.c_str());
}

// os.fork() on a thread of its own inside a fresh sub-interpreter.
pid_t inside_subint(SubInterpreter::Configuration configuration) {
  auto interpreter = SubInterpreter::create(configuration);
  if (!interpreter) return -1;
  const auto forked = std::make_shared<ForkedElsewhere>();
  WorkerThread thread;
  const auto body = [interpreter = *interpreter, forked](WorkerThread::Interest&) {
    interpreter.run([&forked] {
      forked->pid = os_fork();
      if (forked->pid < 0) note_exception(*forked);
    });
  };
  if (const int error = thread.start("forker", body); error != 0) {
    PyErr_Format(PyExc_RuntimeError, "cannot start a thread: %s", std::strerror(error));
    return -1;
  }
  if (thread.wait(no_limit) != WorkerThread::Waited::finished) return -1;
  if (!interpreter->destroy()) report(EventKind::trouble, "the forker's sub-interpreter is in use");
  if (forked->pid < 0) raise_here(*forked);
  return forked->pid;
}

pid_t inside_legacy_subint() { return inside_subint(SubInterpreter::Configuration::legacy); }
pid_t inside_isolated_subint() { return inside_subint(SubInterpreter::Configuration::isolated); }

pid_t inside_forkable_subint() { return inside_subint(SubInterpreter::Configuration::forkable); }

// On a thread of its own that is attached to a legacy sub-interpreter first.
void fork_swapped_to_main(PyInterpreterState* sub, bool ends_it, pid_t& pid) {
  PyThreadState* const in_main = PyThreadState_New(PyInterpreterState_Main());
  PyThreadState* const in_sub = PyThreadState_New(sub);
  PyEval_RestoreThread(in_sub);
  if (ends_it) Py_EndInterpreter(in_sub);
  PyThreadState_Swap(in_main);
  pid = c_fork();
  PyErr_Clear();
  PyThreadState_Clear(in_main);
  if (ends_it) {
    PyThreadState_DeleteCurrent();
    return;
  }
  PyThreadState_Swap(in_sub);
  PyThreadState_Delete(in_main);
  PyThreadState_Clear(in_sub);
  PyThreadState_DeleteCurrent();
}

pid_t swapped_to_main(bool ends_it) {
  auto interpreter = SubInterpreter::create(SubInterpreter::Configuration::legacy);
  if (!interpreter) return -1;
  pid_t pid = -1;
  {
    const Detached detached;
    std::thread([&] { fork_swapped_to_main(interpreter->state(), ends_it, pid); }).join();
  }
  if (!ends_it && !interpreter->destroy())
    report(EventKind::trouble, "the forker's sub-interpreter is in use");
  if (pid < 0) PyErr_SetString(PyExc_OSError, "fork failed");
  return pid;
}

pid_t legacy_subint_swapped_to_main() { return swapped_to_main(false); }
pid_t ended_subint_swapped_to_main() { return swapped_to_main(true); }

#else

pid_t inside_forkable_subint() { return require_python_314("a fork inside a sub-interpreter"); }
pid_t legacy_subint_swapped_to_main() { return inside_forkable_subint(); }
pid_t ended_subint_swapped_to_main() { return inside_forkable_subint(); }
pid_t inside_legacy_subint() { return require_python_314("a fork inside a sub-interpreter"); }
pid_t inside_isolated_subint() { return inside_legacy_subint(); }

#endif

constexpr std::array table = {
    Forker{"main-thread", from_main_thread},
    Forker{"worker-thread", from_worker_thread},
    Forker{"std-thread", from_std_thread},
    Forker{"threading-thread"},
    Forker{"daemon-thread"},
    Forker{"raw-thread"},
    Forker{"pool-worker"},
    Forker{"thread-after-legacy-subint"},
    Forker{"thread-after-isolated-subint"},
    Forker{"coroutine"},
    Forker{"finalizer"},
    Forker{"raw-fork", raw_fork},
    Forker{"multiprocessing-fork"},
    Forker{"multiprocessing-fork-threaded"},
    Forker{"multiprocessing-fork-in-legacy"},
    Forker{"multiprocessing-fork-in-isolated"},
    Forker{"multiprocessing-forkserver"},
    Forker{"multiprocessing-forkserver-threaded"},
    Forker{"multiprocessing-forkserver-in-legacy"},
    Forker{"multiprocessing-forkserver-in-isolated"},
    Forker{"multiprocessing-spawn"},
    Forker{"multiprocessing-spawn-threaded"},
    Forker{"multiprocessing-spawn-in-legacy"},
    Forker{"multiprocessing-spawn-in-isolated"},
    Forker{"subprocess"},
    Forker{"subprocess-threaded"},
    Forker{"subprocess-in-legacy"},
    Forker{"subprocess-in-isolated"},
    Forker{"posix-spawn"},
    Forker{"posix-spawn-threaded"},
    Forker{"posix-spawn-in-legacy"},
    Forker{"posix-spawn-in-isolated"},
    Forker{"legacy-subint", inside_legacy_subint},
    Forker{"isolated-subint", inside_isolated_subint},
    Forker{"forkable-subint", inside_forkable_subint},
    Forker{"legacy-subint-swapped-to-main", legacy_subint_swapped_to_main},
    Forker{"ended-subint-swapped-to-main", ended_subint_swapped_to_main},
};
static_assert(same_names(table, forkers));

}  // namespace

std::span<const Forker> forker_table() { return table; }

pid_t fork_by(const Forker& forker) {
  if (forker.fork != nullptr) return forker.fork();
  const std::string source =
      "prelude = r'''" + module_path_source() + "'''\n" + forker_snippet(forker.name);
  return run_python_for_pid(source.c_str());
}

}  // namespace forklab::probe
