#include "python/bindings.hpp"

#include <cmath>

#include "primitives/fork_from_worker_thread.hpp"
#include "primitives/run_trio_in_subint.hpp"
#include "python/guard_object.hpp"
#include "status/wait_child.hpp"

namespace forklab::python {
namespace {

// 0, or -1 with ValueError set.
int check_timeout(double seconds) {
  if (seconds >= 0) return 0;  // false for NaN
  PyErr_SetString(PyExc_ValueError, "join_timeout must be a number of seconds, 0 or more");
  return -1;
}

// A child_target's result as an exit code; an exception stays set.
int call_target(PyObject* target) {
  const PyRef result(PyObject_CallNoArgs(target));
  if (!result) return -1;
  if (result.get() == Py_None) return 0;
  if (PyLong_Check(result.get())) return static_cast<int>(PyLong_AsLong(result.get()));
  PyErr_Format(PyExc_TypeError, "child_target must return an int or None, not %.100s",
               Py_TYPE(result.get())->tp_name);
  return -1;
}

PyObject* py_fork_from_worker_thread(PyObject*, PyObject* args, PyObject* kwargs) {
  static const char* const names[] = {"child_target", "thread_name", "join_timeout", nullptr};
  PyObject* target = Py_None;
  ForkFromWorkerThreadOptions options;
  const char* thread_name = options.thread_name.c_str();
  double join_timeout = options.join_timeout.count();
  if (PyArg_ParseTupleAndKeywords(args, kwargs, "|O$sd:fork_from_worker_thread",
                                  const_cast<char**>(names), &target, &thread_name,
                                  &join_timeout) == 0 ||
      check_timeout(join_timeout) != 0)
    return nullptr;
  if (target != Py_None && PyCallable_Check(target) == 0) {
    PyErr_Format(PyExc_TypeError, "child_target must be callable or None, not %.100s",
                 Py_TYPE(target)->tp_name);
    return nullptr;
  }
  if (target != Py_None) options.child_target = [target] { return call_target(target); };
  options.thread_name = thread_name;
  options.join_timeout = std::chrono::duration<double>(join_timeout);
  const pid_t pid = fork_from_worker_thread(std::move(options));
  return pid < 0 ? nullptr : PyLong_FromLong(pid);
}

PyObject* py_run_trio_in_subint(PyObject*, PyObject* args, PyObject* kwargs) {
  static const char* const names[] = {"bootstrap", "thread_name", "join_timeout", nullptr};
  RunTrioInSubintOptions options;
  const char* bootstrap = nullptr;
  const char* thread_name = options.thread_name.c_str();
  double join_timeout = options.join_timeout.count();
  if (PyArg_ParseTupleAndKeywords(args, kwargs, "s|$sd:run_trio_in_subint",
                                  const_cast<char**>(names), &bootstrap, &thread_name,
                                  &join_timeout) == 0 ||
      check_timeout(join_timeout) != 0)
    return nullptr;
  options.bootstrap = bootstrap;
  options.thread_name = thread_name;
  options.join_timeout = std::chrono::duration<double>(join_timeout);
  if (run_trio_in_subint(std::move(options)) != 0) return nullptr;
  Py_RETURN_NONE;
}

// Waits detached; a signal handler that raises ends the wait, any other EINTR is retried (PEP 475).
std::expected<WaitChildResult, std::errc> wait_detached(pid_t pid, bool expect_exit_ok) {
  PyThreadState* state = PyEval_SaveThread();
  WaitChildOptions options;
  options.expect_exit_ok = expect_exit_ok;
  options.keep_waiting = [&state] {
    PyEval_RestoreThread(state);
    const bool keep = PyErr_CheckSignals() == 0;
    state = PyEval_SaveThread();
    return keep;
  };
  auto result = wait_child(pid, options);
  PyEval_RestoreThread(state);
  return result;
}

PyObject* raise_wait_error(pid_t pid, std::errc error) {
  if (PyErr_Occurred() != nullptr) return nullptr;  // the signal handler's
  const std::string text = wait_child_error_text(pid, error);
  if (error == std::errc::invalid_argument) {
    PyErr_SetString(PyExc_ValueError, text.c_str());
    return nullptr;
  }
  const PyRef arguments(Py_BuildValue("(is)", static_cast<int>(error), text.c_str()));
  if (arguments) PyErr_SetObject(PyExc_OSError, arguments.get());  // ECHILD: ChildProcessError
  return nullptr;
}

PyObject* py_wait_child(PyObject*, PyObject* args, PyObject* kwargs) {
  static const char* const names[] = {"pid", "expect_exit_ok", nullptr};
  int pid = 0;
  int expect_exit_ok = 1;
  if (PyArg_ParseTupleAndKeywords(args, kwargs, "i|$p:wait_child", const_cast<char**>(names), &pid,
                                  &expect_exit_ok) == 0 ||
      require_python_314("wait_child") != 0)
    return nullptr;
  const auto result = wait_detached(pid, expect_exit_ok != 0);
  if (!result) return raise_wait_error(pid, result.error());
  return Py_BuildValue("(Os)", result->ok ? Py_True : Py_False, result->status.text().c_str());
}

// METH_VARARGS | METH_KEYWORDS functions have one parameter more than the table's type.
PyCFunction with_keywords(PyObject* (*function)(PyObject*, PyObject*, PyObject*)) {
  return reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(function));
}

PyDoc_STRVAR(fork_doc,
             "fork_from_worker_thread(child_target=None, *, thread_name='subint-forkserver', "
             "join_timeout=10.0)\n--\n\n"
             "Fork on a new thread attached to the main interpreter; return the child's pid.\n\n"
             "The child calls child_target() and exits by os._exit() with the int it returns\n"
             "(None: 0), with 2 if it raised (logged to the logger 'forklab').\n"
             "join_timeout: seconds the parent waits for the thread.\n"
             "Raises RuntimeError outside the main interpreter, before Python 3.14, and when the\n"
             "thread is not back in time (no child is left then); OSError when the fork fails.");
PyDoc_STRVAR(
    run_doc,
    "run_trio_in_subint(bootstrap, *, thread_name='subint-trio', join_timeout=10.0)\n--\n\n"
    "Run the source text `bootstrap` in a fresh legacy sub-interpreter on a new thread.\n\n"
    "Raises what the source raised (RuntimeError where that cannot be pickled), and\n"
    "RuntimeError when the thread has not ended after join_timeout seconds. Warns with\n"
    "RuntimeWarning when the sub-interpreter cannot be destroyed.");
PyDoc_STRVAR(wait_doc,
             "wait_child(pid, *, expect_exit_ok=True)\n--\n\n"
             "Wait for the child `pid`, reap it, return (ok, status).\n\n"
             "status is a str: 'rc=0', 'rc=3', 'signal=SIGABRT'. ok: it exited with 0, or, with\n"
             "expect_exit_ok=False, it ended in any other way. Raises ChildProcessError when pid\n"
             "is not a child of this process or was already reaped, ValueError for pid < 1.");

PyMethodDef* functions() {
  static PyMethodDef table[] = {
      {"fork_from_worker_thread", with_keywords(py_fork_from_worker_thread),
       METH_VARARGS | METH_KEYWORDS, fork_doc},
      {"run_trio_in_subint", with_keywords(py_run_trio_in_subint), METH_VARARGS | METH_KEYWORDS,
       run_doc},
      {"wait_child", with_keywords(py_wait_child), METH_VARARGS | METH_KEYWORDS, wait_doc},
      {nullptr, nullptr, 0, nullptr},
  };
  return table;
}

}  // namespace

int add_primitives(PyObject* module) {
  return PyModule_AddFunctions(module, functions()) == 0 ? add_fork_guard(module) : -1;
}

}  // namespace forklab::python
