#include "primitives/python.hpp"

namespace forklab {

int require_python_314(const char* what) {
  const PyRef module(PyImport_ImportModule("concurrent.interpreters"));
  if (module) return 0;
  if (!PyErr_ExceptionMatches(PyExc_ImportError)) return -1;
  PyErr_Clear();
  PyErr_Format(PyExc_RuntimeError,
               "%s() needs Python 3.14+: Python %d.%d has no module concurrent.interpreters", what,
               PY_MAJOR_VERSION, PY_MINOR_VERSION);
  return -1;
}

int require_main_interpreter(const char* what) {
  if (PyInterpreterState_Get() == PyInterpreterState_Main()) return 0;
  PyErr_Format(PyExc_RuntimeError,
               "%s() must be called in the main interpreter, not in sub-interpreter %lld", what,
               static_cast<long long>(PyInterpreterState_GetID(PyInterpreterState_Get())));
  return -1;
}

}  // namespace forklab
