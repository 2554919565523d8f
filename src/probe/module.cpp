// The extension module `forklab`: the three primitives for Python, and the scenario runner.
// Per-process state is in report.cpp and scenario.cpp; the module itself keeps none, so that it can
// be imported in any number of interpreters with any GIL.
#include <fcntl.h>
#include <unistd.h>

#include <cmath>

#include "primitives/fork_from_worker_thread.hpp"
#include "primitives/run_trio_in_subint.hpp"
#include "probe/descriptors.hpp"
#include "probe/guard_object.hpp"
#include "probe/report.hpp"
#include "probe/scenario.hpp"
#include "status/wait_child.hpp"

extern "C" PyObject* PyInit_forkers(void);  // axes/forkers.c

namespace forklab::probe {
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

// Private functions: scenarios call them from Python code, in whatever interpreter that runs in.

PyObject* py_checkpoint(PyObject*, PyObject* argument) {
  const char* name = PyUnicode_AsUTF8(argument);
  if (name == nullptr) return nullptr;
  const auto checkpoint = checkpoint_named(name);
  if (!checkpoint) return PyErr_Format(PyExc_ValueError, "no checkpoint is called '%s'", name);
  report(*checkpoint);
  Py_RETURN_NONE;
}

PyObject* py_hold_child(PyObject*, PyObject* argument) {
  const long fd = PyLong_AsLong(argument);
  if (fd == -1 && PyErr_Occurred() != nullptr) return nullptr;
  plan().release_fd = static_cast<int>(fd);
  Py_RETURN_NONE;
}

PyObject* py_fork_once(PyObject*, PyObject*) {
  const pid_t pid = fork_once();
  if (pid < 0 || (in_child() && PyErr_Occurred() != nullptr)) return nullptr;
  return PyLong_FromLong(pid);
}

// True in a child that goes back.
PyObject* py_fork_and_wait(PyObject*, PyObject*) {
  report(Checkpoint::scene_set);
  if (fork_and_wait() != 0) return nullptr;
  return PyBool_FromLong(in_child() ? 1 : 0);
}

// Comes back only where the child's work goes back.
PyObject* py_be_child(PyObject*, PyObject*) {
  be_child();
  if (PyErr_Occurred() != nullptr) return nullptr;
  Py_RETURN_NONE;
}

PyObject* py_fact(PyObject*, PyObject* argument) {
  const char* text = PyUnicode_AsUTF8(argument);
  if (text == nullptr) return nullptr;
  report(EventKind::fact, text);
  Py_RETURN_NONE;
}

PyObject* py_waited(PyObject*, PyObject* args) {
  int pid = 0, raw = 0;
  if (PyArg_ParseTuple(args, "ii:_waited", &pid, &raw) == 0) return nullptr;
  report(EventKind::waited, {}, raw, pid);
  Py_RETURN_NONE;
}

PyObject* list_of(const std::vector<std::string>& texts) {
  PyRef list(PyList_New(0));
  for (const std::string& each : texts) {
    const PyRef text(PyUnicode_DecodeFSDefault(each.c_str()));
    if (!text || PyList_Append(list.get(), text.get()) != 0) return nullptr;
  }
  return list.release();
}

// The arguments of _spawned() for this scenario's child: strings.
std::vector<std::string> spawn_arguments() {
  const std::string fds = "/proc/" + std::to_string(::getpid()) + "/fd/";
  std::vector<std::string> arguments = {fds + std::to_string(event_fd()),
                                        fds + std::to_string(child_stderr_fd())};
  for (std::string& word : words_of_child()) arguments.push_back(std::move(word));
  return arguments;
}

PyObject* py_spawn_arguments(PyObject*, PyObject*) {
  const PyRef list(list_of(spawn_arguments()));
  return list ? PyList_AsTuple(list.get()) : nullptr;
}

// What executes this scenario's child as a new process of this Python: a list.
PyObject* py_spawn_command(PyObject*, PyObject*) {
  const PyRef executable = PyRef::borrowed(PySys_GetObject("executable"));
  const PyRef folder(PyUnicode_DecodeFSDefault(plan().module_path.front().c_str()));
  const PyRef arguments(list_of(spawn_arguments()));
  const PyRef head(
      executable && folder
          ? Py_BuildValue("[OsssO]", executable.get(), "-I", "-c",
                          "import sys; sys.path.insert(0, sys.argv[1]); import forklab; "
                          "sys.exit(forklab._spawned(*sys.argv[2:]))",
                          folder.get())
          : nullptr);
  return head && arguments ? PySequence_Concat(head.get(), arguments.get()) : nullptr;
}

// All that are open but the probe's own.
PyObject* py_close_descriptors(PyObject*, PyObject*) {
  for (const auto& [fd, kind] : open_descriptors())
    if (fd > STDERR_FILENO && fd != event_fd() && fd != child_stderr_fd()) ::close(fd);
  Py_RETURN_NONE;
}

PyObject* py_wait_once(PyObject*, PyObject* argument) {
  const long pid = PyLong_AsLong(argument);
  if (pid == -1 && PyErr_Occurred() != nullptr) return nullptr;
  if (wait_once(static_cast<pid_t>(pid)) != 0) return nullptr;
  Py_RETURN_NONE;
}

PyObject* py_waits_in_trio_thread(PyObject*, PyObject*) {
  return PyBool_FromLong(plan().in_trio_thread ? 1 : 0);
}

// Takes the words of a sequence from `first` on into the plan.
int take_words(PyObject* sequence, Py_ssize_t first) {
  const PyRef items(PySequence_Fast(sequence, "words must be a sequence"));
  if (!items) return -1;
  for (Py_ssize_t i = first; i < PySequence_Fast_GET_SIZE(items.get()); ++i) {
    PyObject* const item = PySequence_Fast_GET_ITEM(items.get(), i);
    PyObject* encoded = nullptr;
    if (PyUnicode_FSConverter(item, &encoded) == 0) return -1;
    const PyRef owned(encoded);
    if (!take_word(PyBytes_AS_STRING(encoded))) {
      PyErr_Format(PyExc_ValueError, "this probe does not know the word %R", item);
      return -1;
    }
  }
  return extend_module_path();
}

// What the texts import besides `forklab` (axes/forkers.c).
int offer_forkers() {
  const PyRef module(PyInit_forkers());
  return module ? PyDict_SetItemString(PyImport_GetModuleDict(), "forkers", module.get()) : -1;
}

// _run(event_fd, child_stderr_fd, crash_fd, words)
PyObject* py_run(PyObject*, PyObject* args) {
  int event_fd = -1, child_stderr_fd = -1, crash_fd = -1;
  PyObject* words;
  if (PyArg_ParseTuple(args, "iiiO:_run", &event_fd, &child_stderr_fd, &crash_fd, &words) == 0 ||
      take_words(words, 0) != 0 || offer_forkers() != 0)
    return nullptr;
  set_event_fd(event_fd);
  set_child_stderr_fd(child_stderr_fd);
  watch_crashes(crash_fd);
  watch_forks();
  Py_AtExit([] { report(Checkpoint::finalized); });
  const int code = run_scenario();
  if (in_child() && PyErr_Occurred() != nullptr) return nullptr;
  return PyLong_FromLong(code);
}

// _spawned(event_pipe, child_stderr_pipe, *words): the child's part in a process that was executed.
// The pipes are paths: whoever executes a process need not hand descriptors on.
PyObject* py_spawned(PyObject*, PyObject* args) {
  const PyRef pipes(PyTuple_GetSlice(args, 0, 2));
  const char *event_pipe, *child_stderr_pipe;
  if (!pipes ||
      PyArg_ParseTuple(pipes.get(), "ss:_spawned", &event_pipe, &child_stderr_pipe) == 0 ||
      take_words(args, 2) != 0)
    return nullptr;
  set_event_fd(::open(event_pipe, O_WRONLY));
  set_child_stderr_fd(::open(child_stderr_pipe, O_WRONLY));
  if (event_fd() < 0) return PyErr_SetFromErrnoWithFilename(PyExc_OSError, event_pipe);
  ::dup2(child_stderr_fd(), STDERR_FILENO);
  be_child();
  if (PyErr_Occurred() != nullptr) return nullptr;
  return PyLong_FromLong(wanted_exit_code());
}

PyObject* py_release_child(PyObject*, PyObject*) {
  release_child();
  Py_RETURN_NONE;
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

PyMethodDef* methods() {
  static PyMethodDef table[] = {
      {"fork_from_worker_thread", with_keywords(py_fork_from_worker_thread),
       METH_VARARGS | METH_KEYWORDS, fork_doc},
      {"run_trio_in_subint", with_keywords(py_run_trio_in_subint), METH_VARARGS | METH_KEYWORDS,
       run_doc},
      {"wait_child", with_keywords(py_wait_child), METH_VARARGS | METH_KEYWORDS, wait_doc},
      {"_run", py_run, METH_VARARGS, nullptr},
      {"_checkpoint", py_checkpoint, METH_O, nullptr},
      {"_hold_child", py_hold_child, METH_O, nullptr},
      {"_fork_once", py_fork_once, METH_NOARGS, nullptr},
      {"_fork_and_wait", py_fork_and_wait, METH_NOARGS, nullptr},
      {"_be_child", py_be_child, METH_NOARGS, nullptr},
      {"_fact", py_fact, METH_O, nullptr},
      {"_waited", py_waited, METH_VARARGS, nullptr},
      {"_spawn_arguments", py_spawn_arguments, METH_NOARGS, nullptr},
      {"_spawn_command", py_spawn_command, METH_NOARGS, nullptr},
      {"_close_descriptors", py_close_descriptors, METH_NOARGS, nullptr},
      {"_release_child", py_release_child, METH_NOARGS, nullptr},
      {"_spawned", py_spawned, METH_VARARGS, nullptr},
      {"_wait_once", py_wait_once, METH_O, nullptr},
      {"_waits_in_trio_thread", py_waits_in_trio_thread, METH_NOARGS, nullptr},
      {nullptr, nullptr, 0, nullptr},
  };
  return table;
}

PyModuleDef_Slot slots[] = {
    {Py_mod_exec, reinterpret_cast<void*>(add_fork_guard)},
#if PY_VERSION_HEX >= 0x030C0000
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
#if PY_VERSION_HEX >= 0x030D0000
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
    {0, nullptr},
};

PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    "forklab",
    "Primitives for forking beside sub-interpreters and threads, and forklab's scenario runner.",
    0,
    methods(),
    slots,
    nullptr,
    nullptr,
    nullptr,
};

}  // namespace
}  // namespace forklab::probe

PyMODINIT_FUNC PyInit_forklab() { return PyModuleDef_Init(&forklab::probe::definition); }
