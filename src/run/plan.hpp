// From builds and scenarios to cells that can be run.
#pragma once

#include <chrono>
#include <vector>

#include "matrix/builds.hpp"
#include "matrix/scenarios.hpp"
#include "run/runner.hpp"

namespace forklab {

struct PlanOptions {
  std::chrono::milliseconds deadline{10'000};
  // A build that does not work is an error instead of rows that read "not run": for a build the
  // user named on the command line.
  bool insist = false;
};

// All scenarios of the first build, then of the second, ... Each interpreter is asked what it is;
// builds without a probe get one built. Throws LabError only with `insist`.
std::vector<PlannedCell> plan_cells(const std::vector<Build>& builds,
                                    const std::vector<NamedScenario>& scenarios,
                                    const PlanOptions& options);

}  // namespace forklab
