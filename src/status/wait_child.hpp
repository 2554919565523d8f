// The third primitive: wait for one child and say how it ended. Needs no Python.
#pragma once

#include <sys/types.h>

#include <expected>
#include <functional>
#include <string>
#include <system_error>

#include "status/exit_status.hpp"

namespace forklab {

struct WaitChildOptions {
  // What `ok` means: true, the child exited with 0; false, it ended in any other way.
  bool expect_exit_ok = true;
  // Called after each EINTR, before waiting again; false gives the wait up with EINTR.
  std::function<bool()> keep_waiting = [] { return true; };
};

struct WaitChildResult {
  bool ok = false;
  ExitStatus status;
};

// Waits until `pid` has ended and reaps it. Errors: invalid_argument for a pid that names no single
// process (0 and below), no_child_process when it is not a child of this process or was reaped
// before, interrupted when keep_waiting said so.
std::expected<WaitChildResult, std::errc> wait_child(pid_t pid,
                                                     const WaitChildOptions& options = {});

// One sentence for such an error, naming the pid.
std::string wait_child_error_text(pid_t pid, std::errc error);

}  // namespace forklab
