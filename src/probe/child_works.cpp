// Axis "what the child does".
#include "primitives/run_trio_in_subint.hpp"
#include "probe/report.hpp"
#include "probe/scenario.hpp"
#include "probe/tables.hpp"

namespace forklab::probe {
namespace {

int exit_at_once() {
  report(Checkpoint::work_begun);
  report(Checkpoint::work_done);
  return 0;
}

// work-begun is reported by the trio task itself: what never ran cannot have begun.
constexpr const char* trio_source = R"(
import trio, forklab

async def task(results):
    await trio.sleep(0)
    results.append('task')

async def main():
    forklab._checkpoint('work-begun')
    results = []
    async with trio.open_nursery() as nursery:
        nursery.start_soon(task, results)
    return results

if trio.run(main) != ['task']:
    raise AssertionError('trio.run() did not give what its task returned')
)";

int trio_in_legacy_subint() {
  RunTrioInSubintOptions options;
  options.bootstrap = module_path_source() + trio_source;
  if (run_trio_in_subint(std::move(options)) != 0) return -1;
  if (!has_reported(Checkpoint::work_begun)) {
    PyErr_SetString(PyExc_AssertionError, "the bootstrap came back without having run");
    return -1;
  }
  report(Checkpoint::work_done);
  return 0;
}

constexpr std::array table = {
    ChildWork{"exit", exit_at_once},
    ChildWork{"trio-in-legacy-subint", trio_in_legacy_subint},
};
static_assert(same_names(table, child_works));

}  // namespace

std::span<const ChildWork> child_work_table() { return table; }

}  // namespace forklab::probe
