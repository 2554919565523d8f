// TAP 14 (testanything.org): one test point per cell.
#pragma once

#include <string>
#include <vector>

#include "outcome/observation.hpp"
#include "verdict/verdict.hpp"

namespace forklab {

// "ok 3 - BUILD SCENARIO: SIGNATURE"; not applicable and not run are skipped, unexplained is a TODO
// that fails, and what fails says in YAML what was expected and how to run it again. Without
// verdicts a cell is ok unless the lab failed.
std::string tap_report(const std::vector<Observation>& observations,
                       const std::vector<Verdict>& verdicts);

}  // namespace forklab
