// What a reader asks first of a result, answered in one line each: which scenarios have a fate that
// is no good one (what kills a child, what hangs), and whose signatures differ between builds.
#pragma once

#include <string>
#include <vector>

#include "report/grid.hpp"

namespace forklab {

struct Answer {
  std::string question;                // "Kills the child"
  std::string text;                    // "117 of 559 scenarios, on every build"
  std::vector<std::string> scenarios;  // in order of the grid
};

// What the fork guard makes of it, where cells with a guard stand beside the same without one: how
// many deaths end (the answer's scenarios: where one does not), and what gets worse, if anything.
// Then one answer per fate that has a question (fates.hpp), the worst first, then "Release against
// debug" where a version has both, then "Versions" where there are several. Cells that were not run
// are no difference.
std::vector<Answer> answers_of(const Grid& grid);

}  // namespace forklab
