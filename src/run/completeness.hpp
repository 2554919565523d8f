// Whether a run of the lab learned what it was to learn.
#pragma once

#include <vector>

#include "outcome/observation.hpp"

namespace forklab {

// False, with a warning that says how much is missing, when some cells are lab errors or no cell
// could be run.
bool all_is_known(const std::vector<Observation>& observations);

}  // namespace forklab
