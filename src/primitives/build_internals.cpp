// Compiled for each configuration that primitives.cmake names, with the build's internal
// headers: FORKLAB_CONFIGURATION is its name.
#define Py_BUILD_CORE 1
#include "primitives/build_internals.hpp"

// The runtime first: 3.14's headers need that order.
#include <internal/pycore_runtime.h>
//
#include <internal/pycore_ceval.h>
#include <internal/pycore_debug_offsets.h>
#include <internal/pycore_interp.h>
#include <internal/pycore_pystate.h>

#include <cstring>

namespace forklab {
namespace {

NamedLayout layout() {
  // C++ takes no string of eight characters for cookie[8].
  static const _Py_DebugOffsets table = _Py_DebugOffsets_INIT({});
  NamedLayout named;
  named.layout = {.head = offsetof(_PyRuntimeState, interpreters.head),
                  .main = offsetof(_PyRuntimeState, interpreters.main),
                  .main_tstate = offsetof(_PyRuntimeState, main_tstate),
                  .auto_interpreter = offsetof(_PyRuntimeState, gilstate.autoInterpreterState),
                  .next = offsetof(PyInterpreterState, next),
                  .interpreter_of_thread = offsetof(PyThreadState, interp)};
  named.main_thread = offsetof(_PyRuntimeState, main_thread);
  named.debug_offsets.resize(sizeof table / sizeof(std::uint64_t));
  std::memcpy(named.debug_offsets.data(), &table, sizeof table);
  named.debug_offsets[0] = named.debug_offsets[1] = 0;
  return named;
}

void count_as_only_interpreter(PyInterpreterState* kept) noexcept {
  auto& counted = _PyRuntime.types.managed_static.types;
  const types_state& used = kept->types;
  for (std::size_t i = 0; i < _Py_MAX_MANAGED_STATIC_BUILTIN_TYPES; ++i)
    if (used.builtins.initialized[i].type != nullptr) counted[i].interp_count = 1;
  for (std::size_t i = 0; i < _Py_MAX_MANAGED_STATIC_EXT_TYPES; ++i)
    if (used.for_extensions.initialized[i].type != nullptr)
      counted[i + _Py_MAX_MANAGED_STATIC_BUILTIN_TYPES].interp_count = 1;
}

void call_main(PyInterpreterState* promoted) noexcept {
  promoted->_whence = _PyInterpreterState_WHENCE_RUNTIME;
}

// A GIL of its own may be held by a thread that is not here: the way back must not wait for it.
void free_gil(_gil_runtime_state& gil) noexcept {
  gil.locked = 0;
  gil.mutex = PTHREAD_MUTEX_INITIALIZER;
  gil.cond = PTHREAD_COND_INITIALIZER;
  gil.switch_mutex = PTHREAD_MUTEX_INITIALIZER;
  gil.switch_cond = PTHREAD_COND_INITIALIZER;
}

void end_on_return(PyInterpreterState* forgotten, PyThreadState* forking,
                   int (*end)(void*)) noexcept {
  bool came_through = false;
  for (PyThreadState* state = forgotten->threads.head; state != nullptr; state = state->next) {
    if (state->thread_id != forking->thread_id) continue;
    came_through = true;
    state->eval_breaker |= _PY_CALLS_TO_DO_BIT;
  }
  if (!came_through) return;
  // The only call that is pending there. Nobody else is left who would look at the queue.
  _pending_calls& pending = forgotten->ceval.pending;
  pending.handling_thread = nullptr;
  pending.mutex = {};
  pending.calls[0] = {end, nullptr, 0};
  pending.first = 0;
  pending.next = 1;
  pending.npending = 1;
  _gil_runtime_state* const gil = forgotten->ceval.gil;
  if (gil != nullptr && gil != forking->interp->ceval.gil) free_gil(*gil);
}

}  // namespace

extern const BuildInternals FORKLAB_CONFIGURATION;
const BuildInternals FORKLAB_CONFIGURATION = {layout, count_as_only_interpreter, call_main,
                                              end_on_return};

}  // namespace forklab
