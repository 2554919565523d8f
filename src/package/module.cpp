// The extension module of the package `forklab`: the primitives, and nothing else.
#include "python/bindings.hpp"

namespace forklab::python {
namespace {

PyModuleDef_Slot slots[] = {
    {Py_mod_exec, reinterpret_cast<void*>(add_primitives)},
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
    "_primitives",
    "Primitives for forking beside sub-interpreters and threads.",
    0,
    nullptr,
    slots,
    nullptr,
    nullptr,
    nullptr,
};

}  // namespace
}  // namespace forklab::python

PyMODINIT_FUNC PyInit__primitives() { return PyModuleDef_Init(&forklab::python::definition); }
