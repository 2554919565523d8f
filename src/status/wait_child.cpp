#include "status/wait_child.hpp"

#include <sys/wait.h>

#include <cerrno>

namespace forklab {

std::expected<WaitChildResult, std::errc> wait_child(pid_t pid, const WaitChildOptions& options) {
  // waitpid(0) and waitpid(-1) wait for *any* child: somebody else's status would be taken.
  if (pid <= 0) return std::unexpected(std::errc::invalid_argument);
  int raw = 0;
  while (::waitpid(pid, &raw, 0) < 0) {
    if (errno != EINTR) return std::unexpected(static_cast<std::errc>(errno));
    if (!options.keep_waiting()) return std::unexpected(std::errc::interrupted);
  }
  const ExitStatus status = ExitStatus::from_raw(raw);
  return WaitChildResult{status.clean() == options.expect_exit_ok, status};
}

std::string wait_child_error_text(pid_t pid, std::errc error) {
  const std::string name = "pid " + std::to_string(pid);
  switch (error) {
    case std::errc::no_child_process:
      return name + " is not a child of this process, or was already reaped";
    case std::errc::invalid_argument: return name + " does not name a single process";
    default: return name + ": " + std::make_error_code(error).message();
  }
}

}  // namespace forklab
