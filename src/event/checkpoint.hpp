// How far a process of a scenario got. Shared by the probe, which reports them, and the lab.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace forklab {

// In the order in which one process passes them. Which process it was is told by the event's pid.
enum class Checkpoint : std::uint8_t {
  scene_set,           // parent: what surrounds the fork is in place
  before_fork,         // parent: the next thing is the call that forks
  forked,              // child: fork(2) has returned, CPython's hooks have not run yet
  fork_returned,       // parent and child: the call that forks has returned, hooks included
  work_begun,          // child: it runs what the scenario asks of it
  work_done,           // child: it has done all of it
  parent_continued,    // parent: the child's end is known and the scene is taken down
  finalization_begun,  // either: Py_FinalizeEx is about to run
  finalized,           // either: Py_FinalizeEx has run
};

inline constexpr std::array<std::string_view, 9> checkpoint_names = {
    "scene-set",        "before-fork",        "forked",
    "fork-returned",    "work-begun",         "work-done",
    "parent-continued", "finalization-begun", "finalized",
};

constexpr std::string_view name_of(Checkpoint checkpoint) {
  return checkpoint_names[static_cast<std::size_t>(checkpoint)];
}

constexpr std::optional<Checkpoint> checkpoint_named(std::string_view name) {
  for (std::size_t i = 0; i < checkpoint_names.size(); ++i)
    if (checkpoint_names[i] == name) return static_cast<Checkpoint>(i);
  return std::nullopt;
}

}  // namespace forklab
