// The second primitive: run source text, normally with a trio.run() in it, in a fresh
// sub-interpreter on a thread of its own. Meant for a child of fork_from_worker_thread().
//
// Promises:
//  - The sub-interpreter is destroyed after its thread has been joined, whatever the source did.
//    When threads are left in it, destroying it would be fatal: it is kept, with a RuntimeWarning.
//  - What the source raised is raised in the caller: the same exception where it can be pickled
//    from one interpreter to the other, RuntimeError with type and message where it cannot. The
//    traceback inside the sub-interpreter is attached as a note.
//  - Source that does not end within join_timeout is a RuntimeError; its thread goes on.
#pragma once

#include <chrono>
#include <string>

namespace forklab {

struct RunTrioInSubintOptions {
  std::string bootstrap;  // Python source, run in the sub-interpreter's __main__
  std::string thread_name = "subint-trio";
  // How long the caller waits for the thread, seconds.
  std::chrono::duration<double> join_timeout{10.0};
  bool isolated = false;  // false: legacy configuration
};

// 0, or -1 with a Python exception set. The caller is attached to the main interpreter.
int run_trio_in_subint(RunTrioInSubintOptions options);

}  // namespace forklab
