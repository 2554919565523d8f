// The result on a terminal: builds x scenarios, and one line that sums it up.
#pragma once

#include <string>
#include <vector>

#include "outcome/observation.hpp"
#include "verdict/verdict.hpp"

namespace forklab {

// One row per scenario, one column per build; each cell a mark for its verdict and a letter that
// the legend below explains with the whole signature. Plain text, ends with a line feed.
std::string table_text(const std::vector<Observation>& observations,
                       const std::vector<Verdict>& verdicts);

// The same as one JSON object: "summary", "builds" and "scenarios", each with its "cells" by build:
// "signature", "what" (lives, dies ...), and "verdict" where there is one. Ends with a line feed.
std::string table_json(const std::vector<Observation>& observations,
                       const std::vector<Verdict>& verdicts);

// "36 cells on 6 builds: 34 as expected, 2 not run". `verdicts` may be empty.
std::string summary_line(const std::vector<Observation>& observations,
                         const std::vector<Verdict>& verdicts);

}  // namespace forklab
