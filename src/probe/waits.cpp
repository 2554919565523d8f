// Axis "how the parent waits".
#include <string>

#include "status/wait_child.hpp"
#include "probe/report.hpp"
#include "probe/scenario.hpp"
#include "probe/tables.hpp"
#include "snippets/waits.hpp"

namespace forklab::probe {
namespace {

int with_waitpid(pid_t pid) {
  const auto result = [pid] {
    const Detached detached;
    return wait_child(pid);
  }();
  if (!result) {
    report(EventKind::trouble, wait_child_error_text(pid, result.error()));
    return 0;
  }
  report(EventKind::waited, {}, *result->status.raw(), pid);
  return 0;
}

int not_at_all(pid_t) { return 0; }

constexpr std::array table = {
    Wait{"waitpid", with_waitpid},
    Wait{"trio-to-thread", with_waitpid, true},
    Wait{"poll-wnohang"},
    Wait{"waitid-wnowait"},
    Wait{"pidfd"},
    Wait{"sigchld"},
    Wait{"asyncio-watcher"},
    Wait{"sigchld-ignored"},
    Wait{"trio-pidfd"},
    Wait{"untraced"},
    Wait{"orphan", not_at_all},
    Wait{"reaped-elsewhere"},
};
static_assert(same_names(table, waits));

}  // namespace

std::span<const Wait> wait_table() { return table; }

int wait_by(const Wait& wait, pid_t pid) {
  if (wait.wait != nullptr) return wait.wait(pid);
  const std::string source =
      "import os, signal, forklab\nfrom forklab import _waited as waited, _release_child as "
      "release\n"
      "pid = " +
      std::to_string(pid) + "\n" + wait_snippet(wait.name);
  return run_python(source.c_str());
}

}  // namespace forklab::probe
