// forklab.install_fork_guard() and its ForkGuard for Python.
#pragma once

#include "primitives/python.hpp"

namespace forklab::python {

// Adds both to a module that is being made: 0, or -1 with an exception set.
int add_fork_guard(PyObject* module);

}  // namespace forklab::python
