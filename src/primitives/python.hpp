// What the Python part of the primitives and the probe share of the C API.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <utility>

// The sub-interpreter API with a configuration came with 3.12. Older interpreters can load the
// probe, and its primitives refuse to work there (see require_python_314).
#define FORKLAB_HAS_SUBINTERPRETERS (PY_VERSION_HEX >= 0x030C0000)

namespace forklab {

// A strong reference. The thread must be attached to the object's interpreter.
class PyRef {
 public:
  PyRef() = default;
  explicit PyRef(PyObject* stolen) noexcept : object_(stolen) {}
  static PyRef borrowed(PyObject* object) noexcept { return PyRef(Py_XNewRef(object)); }
  PyRef(PyRef&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  PyRef& operator=(PyRef&& other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~PyRef() { Py_XDECREF(object_); }

  [[nodiscard]] PyObject* get() const noexcept { return object_; }
  [[nodiscard]] PyObject* release() noexcept { return std::exchange(object_, nullptr); }
  explicit operator bool() const noexcept { return object_ != nullptr; }

 private:
  PyObject* object_ = nullptr;
};

// Lets other threads of the interpreter run while this object lives.
class Detached {
 public:
  Detached() noexcept : state_(PyEval_SaveThread()) {}
  ~Detached() { PyEval_RestoreThread(state_); }
  Detached(const Detached&) = delete;
  Detached& operator=(const Detached&) = delete;

 private:
  PyThreadState* state_;
};

// 0, or -1 with RuntimeError set: `what` needs Python 3.14+, told by concurrent.interpreters.
int require_python_314(const char* what);

// 0, or -1 with RuntimeError set: `what` may only be called in the main interpreter.
int require_main_interpreter(const char* what);

}  // namespace forklab
