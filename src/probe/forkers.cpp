// Axis "who forks".
#include <cstring>
#include <memory>

#include "primitives/fork_from_worker_thread.hpp"
#include "primitives/sub_interpreter.hpp"
#include "primitives/worker_thread.hpp"
#include "probe/report.hpp"
#include "probe/scenario.hpp"
#include "probe/tables.hpp"

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

pid_t from_main_thread() { return os_fork(); }

pid_t from_worker_thread() {
  ForkFromWorkerThreadOptions options;
  options.child_target = child_code;
  options.join_timeout = no_limit;
  return fork_from_worker_thread(std::move(options));
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

#else

pid_t inside_legacy_subint() { return require_python_314("a fork inside a sub-interpreter"); }
pid_t inside_isolated_subint() { return inside_legacy_subint(); }

#endif

constexpr std::array table = {
    Forker{"main-thread", from_main_thread},
    Forker{"worker-thread", from_worker_thread},
    Forker{"legacy-subint", inside_legacy_subint},
    Forker{"isolated-subint", inside_isolated_subint},
};
static_assert(same_names(table, forkers));

}  // namespace

std::span<const Forker> forker_table() { return table; }

}  // namespace forklab::probe
