// The extension module `forklab`: the primitives for Python, and the scenario runner.
// Per-process state is in report.cpp and scenario.cpp; the module itself keeps none, so that it can
// be imported in any number of interpreters with any GIL.
#include <fcntl.h>
#include <unistd.h>

#include "probe/descriptors.hpp"
#include "probe/report.hpp"
#include "probe/scenario.hpp"
#include "python/bindings.hpp"

extern "C" PyObject* PyInit_forkers(void);  // axes/forkers.c

namespace forklab::probe {
namespace {

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

PyMethodDef* methods() {
  static PyMethodDef table[] = {
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
    {Py_mod_exec, reinterpret_cast<void*>(python::add_primitives)},
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
