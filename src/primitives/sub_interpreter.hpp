// One sub-interpreter, owned by C++.
//
// Rules, all checked or kept by this class:
//  - It is made and destroyed by a thread attached to another interpreter, which stays attached to
//    that one: each call swaps back.
//  - Between calls it has no thread state of its own; a thread that works in it makes one
//    (SubInterpreter::run) and deletes it.
//  - It is destroyed only when no thread state is left in it. Py_EndInterpreter() is a fatal error
//    otherwise, so destroy() refuses, and the interpreter then lives as long as the process.
#pragma once

#include "primitives/python.hpp"

#if FORKLAB_HAS_SUBINTERPRETERS

#include <functional>
#include <optional>

namespace forklab {

class SubInterpreter {
 public:
  enum class Configuration {
    legacy,    // as Py_NewInterpreter(): shares the GIL, may fork, daemon threads, any extension
    forkable,  // own GIL, and may fork
    isolated,  // as concurrent.interpreters.create(): own GIL, no fork, no daemon threads
  };

  // Nothing with a Python exception set when CPython cannot make one.
  static std::optional<SubInterpreter> create(Configuration configuration);

  // Runs `body` on the calling native thread, which is attached to no interpreter, attached to this
  // one. Returns detached again.
  void run(const std::function<void()>& body) const;

  // False when threads are still in it: it then stays alive, and destroy() may be called again.
  [[nodiscard]] bool destroy();

  [[nodiscard]] PyInterpreterState* state() const noexcept { return state_; }

 private:
  explicit SubInterpreter(PyInterpreterState* state) noexcept : state_(state) {}

  PyInterpreterState* state_;
};

}  // namespace forklab

#endif
