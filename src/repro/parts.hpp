// The parts of a scenario as functions of a standalone Python script.
#pragma once

#include <string>
#include <vector>

#include "matrix/scenario.hpp"

namespace forklab {

struct ScenarioParts {
  std::string source;                // defines fork(), scene(), child(), wait() and what they need
  std::vector<std::string> modules;  // that a Python needs for it
  bool needs_c = false;              // uses forkers.c
};

// Every scenario that forklab can run has parts.
ScenarioParts parts_of(const Scenario& scenario);

}  // namespace forklab
