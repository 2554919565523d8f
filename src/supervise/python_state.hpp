// What a CPython process is doing, read out of its memory while it lives: no code of it runs.
//
// CPython 3.13 and later describe their own structures at the beginning of _PyRuntime, for
// debuggers; the order of that table is fixed within a minor version (debug_offsets.hpp).
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace forklab {

// A thread state. A child of a fork may still have those of threads that only its parent has.
struct PythonThread {
  pid_t tid = 0;  // as CPython noted it, 0 where it has not yet
  std::int64_t interpreter = 0;
  std::vector<std::string> frames;  // "qualified.name (file.py:12)", innermost first
  std::uint64_t ident = 0;          // threading.get_ident()
};

// A global interpreter lock; legacy sub-interpreters share that of the main interpreter (0).
struct PythonGil {
  std::int64_t interpreter = 0;  // whose memory it is in
  std::uint64_t address = 0;
  bool locked = false;
  pid_t holder = 0;  // tid of the thread that has it or had it last, 0 when unknown
};

// A lock of Python code that a thread waits for.
struct PythonLock {
  std::string type;          // "_thread.lock" or "_thread.RLock"
  std::uint64_t holder = 0;  // the ident of its thread; 0 for a lock, which does not note it
};

struct PythonState {
  std::vector<PythonThread> threads;
  std::vector<PythonGil> gils;
};

// `runtime` is the address of _PyRuntime in the process. Parts that make no sense are left out. The
// process should stand still: what changes while it is read may be wrong. Where nothing can be
// read, the reason: "no layout known for CPython 3.16"; "" for a process that has no such table or
// whose memory cannot be read.
std::expected<PythonState, std::string> python_state_of(pid_t pid, std::uint64_t runtime);

// The GIL whose condition variables and mutexes a futex at `address` belongs to, or null.
const PythonGil* gil_at(const PythonState& state, std::uint64_t address);

// The lock object for which the thread that waits in a futex at `address` is parked. Nothing for
// any other lock, and for CPython before 3.14, whose locks are no PyMutex.
std::optional<PythonLock> lock_at(pid_t pid, std::uint64_t runtime, std::uint64_t address);

}  // namespace forklab
