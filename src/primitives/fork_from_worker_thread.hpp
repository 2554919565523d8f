// The first primitive: fork on a thread of its own that is attached to the main interpreter.
//
// Promises:
//  - The caller is in the main interpreter; anywhere else nothing is forked and nothing started.
//  - The parent gets the child's pid, or an exception and no child: when the thread does not come
//    back in time, it will not fork later, and a child it has forked already is killed and reaped.
//  - A fork that fails is an OSError with the kernel's errno.
//  - No descriptor is opened on any path.
//  - The child ends by _exit() only: with what child_target returned (None is 0), with 2 if it
//    raised (the error is logged to the logger "forklab"), with 0 if there is no child_target.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <string>

namespace forklab {

struct ForkFromWorkerThreadOptions {
  // Runs in the child, attached to the main interpreter. Returns the exit code; a Python exception
  // left set means that it raised.
  std::function<int()> child_target{};
  std::string thread_name = "subint-forkserver";
  // How long the parent waits for the thread, seconds.
  std::chrono::duration<double> join_timeout{10.0};
};

// The child's pid, or -1 with a Python exception set: RuntimeError (wrong interpreter, Python too
// old, no thread, not back in time), OSError (fork failed), or what an audit hook raised.
// The caller is attached. Never returns in the child.
pid_t fork_from_worker_thread(ForkFromWorkerThreadOptions options);

}  // namespace forklab
