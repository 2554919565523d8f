#include "primitives/fork_from_worker_thread.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "primitives/python.hpp"
#include "primitives/worker_thread.hpp"

namespace forklab {
namespace {

constexpr int exit_code_when_raised = 2;

// What the worker hands to the caller. Owned by both, written before the worker is joined.
struct Forked {
  pid_t pid = -1;
  int error = 0;
  PyObject* raised = nullptr;  // strong, main interpreter; of an audit hook
};

void log_raised() {
  PyRef type, value, traceback;
  {
    PyObject *t = nullptr, *v = nullptr, *tb = nullptr;
    PyErr_Fetch(&t, &v, &tb);
    PyErr_NormalizeException(&t, &v, &tb);
    type = PyRef(t), value = PyRef(v), traceback = PyRef(tb);
    if (v != nullptr && tb != nullptr) PyException_SetTraceback(v, tb);
  }
  const PyRef logging(PyImport_ImportModule("logging"));
  const PyRef logger(logging ? PyObject_CallMethod(logging.get(), "getLogger", "s", "forklab")
                             : nullptr);
  const PyRef error(logger ? PyObject_GetAttrString(logger.get(), "error") : nullptr);
  const PyRef arguments(Py_BuildValue("(s)", "child_target raised"));
  const PyRef keywords(Py_BuildValue("{s:O}", "exc_info", value.get()));
  const PyRef done(error ? PyObject_Call(error.get(), arguments.get(), keywords.get()) : nullptr);
  if (!done) PyErr_WriteUnraisable(value.get());
}

[[noreturn]] void be_child(const ForkFromWorkerThreadOptions& options) {
  if (!options.child_target) ::_exit(0);
  const int code = options.child_target();
  if (PyErr_Occurred() == nullptr) ::_exit(code);
  log_raised();
  ::_exit(exit_code_when_raised);
}

void end_unwanted_child(pid_t pid) {
  ::kill(pid, SIGKILL);
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

// On the worker, attached to the main interpreter.
void fork_attached(const ForkFromWorkerThreadOptions& options, WorkerThread::Interest& interest,
                   Forked& forked) {
  if (PySys_Audit("os.fork", nullptr) != 0) {
    PyObject *type = nullptr, *traceback = nullptr;
    PyErr_Fetch(&type, &forked.raised, &traceback);
    PyErr_NormalizeException(&type, &forked.raised, &traceback);
    Py_XDECREF(type);
    Py_XDECREF(traceback);
    return;
  }
  PyOS_BeforeFork();
  // A before-fork hook may take any time: the caller may have given up meanwhile.
  if (!interest.wanted()) {
    PyOS_AfterFork_Parent();
    return;
  }
  const pid_t pid = ::fork();
  const int error = errno;  // the hooks below may change it
  if (pid == 0) {
    PyOS_AfterFork_Child();
    be_child(options);
  }
  PyOS_AfterFork_Parent();
  forked.pid = pid;
  forked.error = pid < 0 ? error : 0;
  if (pid > 0 && !interest.wanted()) end_unwanted_child(pid);
}

pid_t not_back_in_time(const ForkFromWorkerThreadOptions& options) {
  const PyRef seconds(PyFloat_FromDouble(options.join_timeout.count()));
  PyErr_Format(PyExc_RuntimeError,
               "thread '%s' has not returned from the fork within join_timeout=%S seconds; "
               "no child is left behind",
               options.thread_name.c_str(), seconds.get());
  return -1;
}

pid_t fork_failed(int error) {
  errno = error;
  PyErr_SetFromErrno(PyExc_OSError);
  return -1;
}

}  // namespace

pid_t fork_from_worker_thread(ForkFromWorkerThreadOptions options) {
  if (require_main_interpreter("fork_from_worker_thread") != 0) return -1;
  if (require_python_314("fork_from_worker_thread") != 0) return -1;
  const auto forked = std::make_shared<Forked>();
  WorkerThread worker;
  const auto body = [options, forked](WorkerThread::Interest& interest) {
    // Not PyGILState_Ensure(): 3.15 looks the main interpreter up by its id, 0, and hangs where the
    // fork guard has promoted another one.
    PyEval_RestoreThread(PyThreadState_New(PyInterpreterState_Main()));
    fork_attached(options, interest, *forked);
    PyThreadState_Clear(PyThreadState_Get());
    PyThreadState_DeleteCurrent();
  };
  if (const int error = worker.start(options.thread_name, body); error != 0) {
    PyErr_Format(PyExc_RuntimeError, "cannot start thread '%s': %s", options.thread_name.c_str(),
                 std::strerror(error));
    return -1;
  }
  switch (worker.wait(options.join_timeout)) {
    case WorkerThread::Waited::interrupted: return -1;
    case WorkerThread::Waited::timed_out: return not_back_in_time(options);
    case WorkerThread::Waited::finished: break;
  }
  if (forked->raised != nullptr) {
    PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(forked->raised)), forked->raised);
    Py_CLEAR(forked->raised);
    return -1;
  }
  return forked->error != 0 ? fork_failed(forked->error) : forked->pid;
}

}  // namespace forklab
