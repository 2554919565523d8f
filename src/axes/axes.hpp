// The axes of a scenario and their values. The rows themselves are in axes.cpp alone: what uses
// them is compiled without.
#pragma once

#include <span>

#include "axes/row.hpp"

namespace forklab {

// In the order of the axis; never empty.
std::span<const Forker> forkers();
std::span<const Scene> scenes();
std::span<const ChildWork> child_works();
// Of these two the first is the default, and is left out of an id.
std::span<const Wait> waits();
std::span<const Guard> guards();

template <class Row>
const Row* row_named(std::span<const Row> rows, std::string_view name) {
  const auto row = std::find_if(rows.begin(), rows.end(),
                                [name](const Row& candidate) { return candidate.name == name; });
  return row == rows.end() ? nullptr : &*row;
}

// nullptr when there is no such value.
inline const Forker* forker_named(std::string_view name) { return row_named(forkers(), name); }
inline const Scene* scene_named(std::string_view name) { return row_named(scenes(), name); }
inline const ChildWork* child_work_named(std::string_view name) {
  return row_named(child_works(), name);
}
inline const Wait* wait_named(std::string_view name) { return row_named(waits(), name); }
inline const Guard* guard_named(std::string_view name) { return row_named(guards(), name); }

}  // namespace forklab
