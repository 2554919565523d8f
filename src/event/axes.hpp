// The axes of a scenario and their values: names and one line each, no behaviour.
// The probe has one function per value (and fails to compile without it); the lab lists them,
// checks the matrix files against them and builds scenario ids from them.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace forklab {

struct AxisValue {
  std::string_view name;
  std::string_view description;
};

// Who calls fork.
inline constexpr std::array forkers = {
    AxisValue{"main-thread", "os.fork() on the main thread of the main interpreter"},
    AxisValue{"worker-thread", "fork_from_worker_thread(): a thread of its own, main interpreter"},
    AxisValue{"legacy-subint", "os.fork() on a thread inside a legacy sub-interpreter"},
    AxisValue{"isolated-subint", "os.fork() on a thread inside an isolated sub-interpreter"},
};

// What surrounds the fork.
inline constexpr std::array scenes = {
    AxisValue{"nothing", "no other interpreter, no other thread"},
    AxisValue{"idle-legacy-subint", "a legacy sub-interpreter that runs nothing is alive"},
    AxisValue{"idle-isolated-subint", "an isolated sub-interpreter that runs nothing is alive"},
    AxisValue{"trio-run", "a trio.run() on the main thread; fork and wait go through to_thread"},
};

// What the child does.
inline constexpr std::array child_works = {
    AxisValue{"exit", "_exit(0) at once"},
    AxisValue{"trio-in-legacy-subint",
              "run_trio_in_subint(): trio.run() in a fresh legacy sub-interpreter, then _exit(0)"},
};

// How the parent waits for the child. The first is the default and is left out of an id.
inline constexpr std::array waits = {
    AxisValue{"waitpid", "wait_child() right after the fork"},
    AxisValue{"trio-to-thread", "wait_child() in trio.to_thread while other trio tasks go on"},
};

// Position of `name` in an axis, or the axis' size when there is no such value.
template <std::size_t N>
constexpr std::size_t index_in(const std::array<AxisValue, N>& axis, std::string_view name) {
  std::size_t i = 0;
  while (i < N && axis[i].name != name) ++i;
  return i;
}

}  // namespace forklab
