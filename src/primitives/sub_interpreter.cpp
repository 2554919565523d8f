#include "primitives/sub_interpreter.hpp"

#if FORKLAB_HAS_SUBINTERPRETERS

namespace forklab {
namespace {

PyInterpreterConfig config_of(SubInterpreter::Configuration configuration) {
  const bool legacy = configuration == SubInterpreter::Configuration::legacy;
  PyInterpreterConfig config{};
  config.use_main_obmalloc = legacy;
  config.allow_fork = configuration != SubInterpreter::Configuration::isolated;
  config.allow_exec = legacy;
  config.allow_threads = 1;
  config.allow_daemon_threads = legacy;
  config.check_multi_interp_extensions = !legacy;
  config.gil = legacy ? PyInterpreterConfig_SHARED_GIL : PyInterpreterConfig_OWN_GIL;
#ifdef Py_GIL_DISABLED
  // Free-threaded builds refuse single-phase extensions in every sub-interpreter.
  config.check_multi_interp_extensions = 1;
#endif
  return config;
}

}  // namespace

std::optional<SubInterpreter> SubInterpreter::create(Configuration configuration) {
  PyThreadState* const caller = PyThreadState_Get();
  const PyInterpreterConfig config = config_of(configuration);
  PyThreadState* created = nullptr;
  const PyStatus status = Py_NewInterpreterFromConfig(&created, &config);
  if (PyStatus_Exception(status)) {
    // new_interpreter() swaps back to the caller's thread state on its error path.
    PyErr_Format(PyExc_RuntimeError, "cannot make a sub-interpreter: %s",
                 status.err_msg != nullptr ? status.err_msg : "no reason given");
    return std::nullopt;
  }
  PyInterpreterState* const state = PyThreadState_GetInterpreter(created);
  PyThreadState_Clear(created);
  PyThreadState_Swap(caller);
  PyThreadState_Delete(created);
  return SubInterpreter(state);
}

void SubInterpreter::run(const std::function<void()>& body) const {
  PyThreadState* const own = PyThreadState_New(state_);
  PyEval_RestoreThread(own);
  body();
  PyThreadState_Clear(own);
  PyThreadState_DeleteCurrent();
}

bool SubInterpreter::destroy() {
  if (PyInterpreterState_ThreadHead(state_) != nullptr) return false;
  PyThreadState* const caller = PyThreadState_Get();
  PyThreadState* const own = PyThreadState_New(state_);
  PyThreadState_Swap(own);
  Py_EndInterpreter(own);
  PyThreadState_Swap(caller);
  return true;
}

}  // namespace forklab

#endif
