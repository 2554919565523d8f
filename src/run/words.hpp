// A scenario as the probe is told it.
#pragma once

#include <string>
#include <vector>

#include "matrix/scenario.hpp"

namespace forklab {

// The words of axes/words.hpp, without the module path. All that the probe's part of the outcome
// depends on, besides the probe itself.
std::vector<std::string> words_of(const Scenario& scenario);

}  // namespace forklab
