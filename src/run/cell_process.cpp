#include "run/cell_process.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "base/error.hpp"
#include "supervise/client.hpp"

namespace forklab {

std::vector<std::string> cell_environment(const std::vector<std::string>& more) {
  std::vector<std::string> environment = {"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8",
                                          "LC_ALL=C.UTF-8", "TZ=UTC"};
  environment.insert(environment.end(), more.begin(), more.end());
  return environment;
}

std::filesystem::path supervisor_program() {
  if (const char* set = std::getenv("FORKLAB_SUPERVISE"); set != nullptr && *set != '\0')
    return set;
  static const std::filesystem::path found = [] {
    const auto beside = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    for (const char* place : {"forklab-supervise", "../libexec/forklab/forklab-supervise",
                              "../supervise/forklab-supervise"})
      if (const auto candidate = beside / place; ::access(candidate.c_str(), X_OK) == 0)
        return candidate.lexically_normal();
    throw LabError("forklab-supervise is neither beside " + beside.string() +
                   "/forklab nor in ../libexec/forklab; set FORKLAB_SUPERVISE to where it is");
  }();
  return found;
}

RunReport run_supervised(const RunRequest& request) {
  SupervisedRun run;
  run.start(supervisor_program(), request);
  while (!run.finished()) {
    pollfd polled{run.fd(), POLLIN, 0};
    if (::poll(&polled, 1, -1) < 0 && errno != EINTR) throw_errno("poll", errno);
    if (polled.revents != 0) run.on_readable();
  }
  return run.take();
}

}  // namespace forklab
