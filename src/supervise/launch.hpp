// Starting processes: the only user of Boost.Process.
//
// Promises:
//  - The new process is the leader of its own session, has every signal unblocked and at its
//    default, dumps no core, and has no descriptor but those given.
//  - A program that cannot be started is a StartFailure with the kernel's errno, and leaves no
//  child.
#pragma once

#include <sys/types.h>

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "base/unique_fd.hpp"

namespace forklab {

struct LaunchOptions {
  std::vector<std::string> argv;         // argv[0] is the program's path
  std::vector<std::string> environment;  // complete
  std::filesystem::path folder;
  int standard_input = -1;      // -1: /dev/null
  int standard_output = -1;     // -1: inherited
  int standard_error = -1;      // -1: inherited
  std::vector<int> kept_fds{};  // inherited under their own numbers
  // SIGKILL for it when the starting thread ends. A supervisor must not have this: it would leave
  // what it supervises behind.
  bool dies_with_starter = true;
};

struct Launched {
  pid_t pid = 0;
  UniqueFd pidfd;
};

struct StartFailure {
  std::string step;  // "chdir", "descriptors", "fork", "exec" ...
  int error = 0;
};

// The caller waits for the process.
std::expected<Launched, StartFailure> launch(const LaunchOptions& options);

}  // namespace forklab
