// The little that the fork guard knows of CPython by the build's internal headers
// (Include/internal, Py_BUILD_CORE).
//
// They lay structures out by flags that are in no installed header (-D_Py_TIER2, -D_Py_JIT), so
// build_internals.cpp is compiled once for each way to configure a build, and the live table of
// debug offsets says which of them this is.
//
// The functions that run in a forked child do so inside fork(2): they neither allocate nor lock nor
// call anything that does.
#pragma once

#include <span>

#include "primitives/python.hpp"
#include "primitives/runtime_layout.hpp"

namespace forklab {

struct BuildInternals {
  NamedLayout (*layout)();

  // In a child: `kept` is its only interpreter. Each static type counts the interpreters that use
  // it; debug builds assert at the end that the last one is.
  void (*count_as_only_interpreter)(PyInterpreterState* kept) noexcept;

  // In a child: `promoted` was a sub-interpreter and says of itself what the main one says.
  void (*call_main)(PyInterpreterState* promoted) noexcept;

  // In a child: calls `end`, which does not return, as soon as the forking thread runs Python code
  // in `forgotten` again. Only interpreters that this thread has come through are touched.
  void (*end_on_return)(PyInterpreterState* forgotten, PyThreadState* forking,
                        int (*end)(void*)) noexcept;
};

// One for each way to configure a build; none where the module was compiled without the headers.
std::span<const BuildInternals* const> build_internals();

}  // namespace forklab
