// What changed between two sets of observations.
#pragma once

#include <string>
#include <vector>

#include "outcome/observation.hpp"

namespace forklab {

enum class ChangeKind {
  now_dies,   // lived, and does not any more
  now_lives,  // the other way round
  now_flaky,
  changed,  // another signature, neither lives
  not_run,  // was run, and now is not, or not rightly (tells_nothing)
  appeared,
  vanished,
};
std::string_view name_of(ChangeKind kind);

struct Change {
  ChangeKind kind{};
  std::string cell;    // scenario, with its build where both sides have several
  std::string before;  // signatures; empty where there was or is no cell
  std::string after;
};

// Cells are matched by scenario and build, or by scenario alone when each side has exactly one
// build. Ordered by kind, then as in `before` and `after`.
std::vector<Change> diff_of(const std::vector<Observation>& before,
                            const std::vector<Observation>& after);

std::string diff_text(const std::vector<Change>& changes);
std::string diff_markdown(const std::vector<Change>& changes);
std::string diff_json(const std::vector<Change>& changes);  // JSON Lines

}  // namespace forklab
