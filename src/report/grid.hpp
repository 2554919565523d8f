// A result as a grid: a row for each scenario, a column for each build, and where they meet the
// cell with its observation and verdict. What all forms of the report start from.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "outcome/observation.hpp"
#include "verdict/verdict.hpp"

namespace forklab {

struct GridCell {
  const Observation* observation = nullptr;
  const Verdict* verdict = nullptr;  // may be absent
};

struct Grid {
  std::vector<std::string> builds;                               // in order of first appearance
  std::vector<std::string> scenarios;                            // the same
  std::vector<std::string> signatures;                           // the same
  std::map<std::string, std::map<std::string, GridCell>> cells;  // by scenario, then build

  // What is given must outlive the grid. A verdict without its observation is left out.
  static Grid of(const std::vector<Observation>& observations,
                 const std::vector<Verdict>& verdicts);

  [[nodiscard]] const GridCell* cell(const std::string& scenario, const std::string& build) const;
  // 'a', 'b', ... 'z', 'aa', ... by order of first appearance.
  [[nodiscard]] std::string letter(const std::string& signature) const;
};

// "lives", "dies", ... or "flaky" when runs differ.
std::string fate_text(const Observation& observation);

// One character for a verdict: ' ' as expected, '!' regressed, '+' fixed, '~' changed or flaky,
// '?' unexplained, '-' not applicable or not run, 'E' lab error.
char mark_of(VerdictKind kind);

}  // namespace forklab
