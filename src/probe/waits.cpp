// Axis "how the parent waits".
#include "primitives/wait_child.hpp"
#include "probe/report.hpp"
#include "probe/scenario.hpp"
#include "probe/tables.hpp"

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

constexpr std::array table = {
    Wait{"waitpid", with_waitpid, false},
    Wait{"trio-to-thread", with_waitpid, true},
};
static_assert(same_names(table, waits));

}  // namespace

std::span<const Wait> wait_table() { return table; }

}  // namespace forklab::probe
