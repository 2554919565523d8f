// The primitives for Python: what the package `forklab` offers, and the probe's module besides its
// scenarios. They keep no state in the module, so that it can be imported in any number of
// interpreters with any GIL.
#pragma once

#include "primitives/python.hpp"

namespace forklab::python {

// Adds fork_from_worker_thread, run_trio_in_subint, wait_child, install_fork_guard and ForkGuard to
// a module that is being made: 0, or -1 with an exception set.
int add_primitives(PyObject* module);

}  // namespace forklab::python
