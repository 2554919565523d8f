// Cells whose runs differ, run often enough to know how often.
#pragma once

#include <vector>

#include "run/runner.hpp"

namespace forklab {

// As run_cells, with five runs of each cell (or `options.repeat`, if that is more), and a hundred
// of those whose runs differ: a rate known to +-10 % (95 % confidence).
RunnerResult run_until_sure(const std::vector<PlannedCell>& cells, RunnerOptions options);

}  // namespace forklab
