// Axis "what surrounds the fork".
#include "primitives/sub_interpreter.hpp"
#include "probe/report.hpp"
#include "probe/scenario.hpp"
#include "probe/tables.hpp"

namespace forklab::probe {
namespace {

int nothing() {
  report(Checkpoint::scene_set);
  return fork_and_wait();
}

#if FORKLAB_HAS_SUBINTERPRETERS

int with_idle_subint(SubInterpreter::Configuration configuration) {
  auto interpreter = SubInterpreter::create(configuration);
  if (!interpreter) return -1;
  report(Checkpoint::scene_set);
  const int result = fork_and_wait();
  if (!interpreter->destroy()) report(EventKind::trouble, "the idle sub-interpreter is in use");
  return result;
}

int idle_legacy_subint() { return with_idle_subint(SubInterpreter::Configuration::legacy); }
int idle_isolated_subint() { return with_idle_subint(SubInterpreter::Configuration::isolated); }

#else

int idle_legacy_subint() { return require_python_314("a scene with a sub-interpreter"); }
int idle_isolated_subint() { return idle_legacy_subint(); }

#endif

// The child waits for a byte that another trio task writes only while the wait is going on: a wait
// that blocks the loop is a hang, whatever the machine's speed.
constexpr const char* trio_run_source = R"(
import os, trio, forklab

async def release(write_fd):
    for _ in range(10):
        await trio.lowlevel.checkpoint()
    os.write(write_fd, b'.')

async def main():
    read_fd, write_fd = os.pipe()
    forklab._hold_child(read_fd)
    forklab._checkpoint('scene-set')
    pid = await trio.to_thread.run_sync(forklab._fork_once)
    if pid:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(release, write_fd)
            if forklab._waits_in_trio_thread():
                await trio.to_thread.run_sync(forklab._wait_once, pid)
            else:
                forklab._wait_once(pid)
    forklab._hold_child(-1)
    os.close(read_fd)
    os.close(write_fd)

trio.run(main)
)";

int trio_run() { return run_python(trio_run_source); }

constexpr std::array table = {
    Scene{"nothing", nothing},
    Scene{"idle-legacy-subint", idle_legacy_subint},
    Scene{"idle-isolated-subint", idle_isolated_subint},
    Scene{"trio-run", trio_run},
};
static_assert(same_names(table, scenes));

}  // namespace

std::span<const Scene> scene_table() { return table; }

}  // namespace forklab::probe
