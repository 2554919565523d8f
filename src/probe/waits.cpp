// How the parent waits, where that is not said in Python alone.
#include "axes/by_probe.hpp"
#include "probe/report.hpp"
#include "probe/scenario.hpp"
#include "status/wait_child.hpp"

namespace forklab::probe {
namespace {

int with_wait_child(pid_t pid) {
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

constexpr std::array<Named<int(pid_t)>, by_probe::waits.size()> functions = {{
    {"waitpid", with_wait_child},
    {"trio-to-thread", with_wait_child},
}};
static_assert(are_all(functions, by_probe::waits));

}  // namespace

int wait_by(const Part& wait, pid_t pid) {
  if (wait.is_nothing()) return 0;
  if (!wait.by.empty()) {
    const auto function = function_for(functions, wait.by);
    return function != nullptr ? function(pid) : -1;
  }
  const std::string given = "from forklab import _waited as waited, _release_child as release\n";
  return call(wait.text, "wait", given, PyRef(PyLong_FromLong(pid))) ? 0 : -1;
}

}  // namespace forklab::probe
