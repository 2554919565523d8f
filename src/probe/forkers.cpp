// Who forks, where that is not said in Python alone.
#include <unistd.h>

#include "axes/by_probe.hpp"
#include "primitives/fork_from_worker_thread.hpp"
#include "probe/report.hpp"
#include "probe/scenario.hpp"

namespace forklab::probe {
namespace {

// A scenario's own threads come back at once or not at all; then the supervisor's deadline ends it.
constexpr std::chrono::hours no_limit(24 * 365);

pid_t from_worker_thread() {
  ForkFromWorkerThreadOptions options;
  options.child_target = child_code;
  options.join_timeout = no_limit;
  return fork_from_worker_thread(std::move(options));
}

// The child may touch nothing of CPython: it has run none of the hooks that repair it.
pid_t raw_fork() {
  const pid_t pid = ::fork();
  if (pid < 0) PyErr_SetFromErrno(PyExc_OSError);
  if (pid != 0) return pid;
  report(Checkpoint::fork_returned);
  report(Checkpoint::work_begun);
  report(Checkpoint::work_done);
  ::_exit(0);
}

constexpr std::array<Named<pid_t()>, by_probe::forkers.size()> functions = {{
    {"worker-thread", from_worker_thread},
    {"raw-fork", raw_fork},
}};
static_assert(are_all(functions, by_probe::forkers));

pid_t in_trouble(const char* why) {
  report(EventKind::trouble, why);
  return 0;
}

}  // namespace

pid_t fork_by(const Part& fork) {
  if (fork.is_nothing()) return in_trouble("nothing is said of who forks");
  if (!fork.by.empty()) {
    const auto function = function_for(functions, fork.by);
    return function != nullptr ? function() : -1;
  }
  const PyRef result = call(fork.text, "fork", prelude_source());
  if (!result || in_child()) return -1;
  const long pid = PyLong_Check(result.get()) ? PyLong_AsLong(result.get()) : 0;
  return pid > 0 ? static_cast<pid_t>(pid) : in_trouble("the forker left no pid");
}

}  // namespace forklab::probe
