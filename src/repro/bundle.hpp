// What somebody needs to see one cell's behaviour without forklab, and to report it.
#pragma once

#include <string>
#include <vector>

#include "outcome/observation.hpp"
#include "verdict/verdict.hpp"

namespace forklab {

struct BundleFile {
  std::string name;
  std::string bytes;
};

struct BundleOptions {
  double deadline_seconds = 5;           // for a run of the script
  std::vector<std::string> environment;  // NAME=VALUE that the cell ran with
};

// repro.py, issue.md, cell.jsonl (the record), and forkers.c where the scenario cannot be said in
// Python alone. `cell` is one of `observations`, which are of all builds; `verdicts` may be empty.
// Throws UsageError for a cell that was not run or is not a scenario of forklab.
std::vector<BundleFile> bundle_of(const Observation& cell,
                                  const std::vector<Observation>& observations,
                                  const std::vector<Verdict>& verdicts,
                                  const BundleOptions& options);

}  // namespace forklab
