#include "python/guard_object.hpp"

#include <array>
#include <string_view>

#include "primitives/fork_guard.hpp"

namespace forklab::python {
namespace {

constexpr std::array<std::string_view, 3> mode_names = {"promote", "refuse", "leave"};

const char* name_of(OnSubInterpreterFork mode) {
  return mode_names[static_cast<std::size_t>(mode)].data();
}

// 0, or -1 with ValueError set.
int set_mode(std::string_view name, OnSubInterpreterFork& mode) {
  for (std::size_t i = 0; i < mode_names.size(); ++i) {
    if (mode_names[i] != name) continue;
    mode = static_cast<OnSubInterpreterFork>(i);
    return 0;
  }
  PyErr_SetString(PyExc_ValueError,
                  "on_sub_interpreter_fork must be 'promote', 'refuse' or 'leave'");
  return -1;
}

PyObject* py_enabled(PyObject*, void*) { return PyBool_FromLong(fork_guard_state().enabled); }

int py_set_enabled(PyObject*, PyObject* value, void*) {
  if (value == nullptr || !PyBool_Check(value)) {
    PyErr_SetString(PyExc_TypeError, "enabled must be True or False");
    return -1;
  }
  enable_fork_guard(value == Py_True);
  return 0;
}

PyObject* py_mode(PyObject*, void*) {
  return PyUnicode_FromString(name_of(fork_guard_state().options.on_sub_interpreter_fork));
}

PyObject* py_signals(PyObject*, void*) {
  return PyBool_FromLong(fork_guard_state().options.signals);
}

PyObject* py_forgotten(PyObject*, void*) { return PyLong_FromLong(fork_guard_state().forgotten); }

PyObject* py_promoted(PyObject*, void*) { return PyBool_FromLong(fork_guard_state().promoted); }

constexpr bool debug_build =
#ifdef Py_DEBUG
    true;
#else
    false;
#endif

PyObject* py_build(PyObject*, void*) {
  const ForkGuardState state = fork_guard_state();
  const PyRef version = PyRef::borrowed(PySys_GetObject("version"));
  const PyRef offsets(Py_BuildValue(
      "{s:n,s:n,s:n,s:n,s:n,s:n}", "interpreters.head", static_cast<Py_ssize_t>(state.layout.head),
      "interpreters.main", static_cast<Py_ssize_t>(state.layout.main), "main_tstate",
      static_cast<Py_ssize_t>(state.layout.main_tstate), "gilstate.autoInterpreterState",
      static_cast<Py_ssize_t>(state.layout.auto_interpreter), "PyInterpreterState.next",
      static_cast<Py_ssize_t>(state.layout.next), "PyThreadState.interp",
      static_cast<Py_ssize_t>(state.layout.interpreter_of_thread)));
  const PyRef found_by(state.by_internal_headers
                           ? Py_BuildValue("(ss)", "debug offsets", "internal headers")
                           : Py_BuildValue("(s)", "debug offsets"));
  if (!version || !offsets || !found_by) return nullptr;
  return Py_BuildValue("{s:O,s:O,s:O,s:O}", "version", version.get(), "debug",
                       debug_build ? Py_True : Py_False, "found_by", found_by.get(), "offsets",
                       offsets.get());
}

PyObject* py_repr(PyObject*) {
  const ForkGuardState state = fork_guard_state();
  return PyUnicode_FromFormat(
      "<forklab.ForkGuard %s: on_sub_interpreter_fork='%s', signals=%s, forgotten=%ld, "
      "promoted=%s>",
      state.enabled ? "enabled" : "disabled", name_of(state.options.on_sub_interpreter_fork),
      state.options.signals ? "True" : "False", state.forgotten, state.promoted ? "True" : "False");
}

PyGetSetDef attributes[] = {
    {"enabled", py_enabled, py_set_enabled, "False switches the guard off; may be set.", nullptr},
    {"on_sub_interpreter_fork", py_mode, nullptr, "'promote', 'refuse' or 'leave'.", nullptr},
    {"signals", py_signals, nullptr, "Whether a child's forking thread notices signals.", nullptr},
    {"forgotten", py_forgotten, nullptr,
     "How many interpreters the fork that made this process left behind.", nullptr},
    {"promoted", py_promoted, nullptr,
     "Whether this process' main interpreter was a sub-interpreter of an ancestor.", nullptr},
    {"build", py_build, nullptr,
     "For which build: a dict of version, debug, found_by, and offsets in bytes.", nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};

PyType_Slot type_slots[] = {
    {Py_tp_getset, attributes},
    {Py_tp_repr, reinterpret_cast<void*>(py_repr)},
    {Py_tp_doc, const_cast<char*>("The fork guard of this process: what install_fork_guard() has "
                                  "put in force. All of them are the same.")},
    {0, nullptr},
};

PyType_Spec type_spec = {
    "forklab.ForkGuard",
    0,
    0,
    Py_TPFLAGS_DEFAULT
#if PY_VERSION_HEX >= 0x030A0000
        | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE
#endif
    ,
    type_slots,
};

PyObject* py_install(PyObject* module, PyObject* args, PyObject* kwargs) {
  static const char* const names[] = {"on_sub_interpreter_fork", "signals", nullptr};
  ForkGuardOptions options;
  const char* mode = name_of(options.on_sub_interpreter_fork);
  int signals = options.signals ? 1 : 0;
  if (PyArg_ParseTupleAndKeywords(args, kwargs, "|$sp:install_fork_guard",
                                  const_cast<char**>(names), &mode, &signals) == 0 ||
      set_mode(mode, options.on_sub_interpreter_fork) != 0)
    return nullptr;
  options.signals = signals != 0;
  const PyRef type(PyObject_GetAttrString(module, "ForkGuard"));
  if (!type || install_fork_guard(options) != 0) return nullptr;
  return PyType_GenericAlloc(reinterpret_cast<PyTypeObject*>(type.get()), 0);
}

PyDoc_STRVAR(
    install_doc,
    "install_fork_guard(*, on_sub_interpreter_fork='promote', signals=True)\n--\n\n"
    "From now on forks of this process survive sub-interpreters; return the ForkGuard.\n\n"
    "A child forgets all interpreters but the forking thread's: they are not cleared, their\n"
    "memory stays shared with the parent, their atexit handlers and weakrefs never run.\n"
    "on_sub_interpreter_fork: what becomes of a fork inside a sub-interpreter. 'promote': it is\n"
    "the child's main interpreter; such a child ends by os._exit() or exec (going back into the\n"
    "old main interpreter ends it with exit status 70). 'refuse': os.fork() raises RuntimeError\n"
    "there, before the fork. 'leave': the child dies, as CPython does it.\n"
    "signals: the child's forking thread notices signals, whichever thread it was.\n"
    "A second call changes the options and switches the guard on. It cannot be uninstalled;\n"
    "ForkGuard.enabled = False switches it off.\n"
    "Raises RuntimeError before Python 3.14, on a free-threaded build, on a build whose layout\n"
    "does not check out, and when the first call is made in a sub-interpreter; nothing is\n"
    "changed then.");

PyMethodDef functions[] = {
    {"install_fork_guard", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(py_install)),
     METH_VARARGS | METH_KEYWORDS, install_doc},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

int add_fork_guard(PyObject* module) {
  const PyRef type(PyType_FromSpec(&type_spec));
  if (!type || PyModule_AddObjectRef(module, "ForkGuard", type.get()) != 0) return -1;
  return PyModule_AddFunctions(module, functions);
}

}  // namespace forklab::python
