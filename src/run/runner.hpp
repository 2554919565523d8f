// Runs cells, many at once, and counts their outcomes.
//
// Promises:
//  - One supervisor process per run of a cell; nothing a cell does reaches another one.
//  - The order of results is the order of the plan, whatever finishes first.
//  - Nothing that one run does or throws ends the others, nor loses what they showed. Where the
//    system is short of descriptors, processes or memory, a start waits for a run to end.
//  - SIGINT or SIGTERM ends all runs within two seconds; what was complete is returned.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "outcome/observation.hpp"
#include "outcome/run_report.hpp"
#include "supervise/request.hpp"

namespace forklab {

// A cell and how to run it. `observation` is complete but for its outcomes.
struct PlannedCell {
  Observation observation;
  RunRequest request;
  Outcome (*interpret)(const RunReport&) = outcome_of;
  std::optional<std::string> not_run;         // then nothing is run
  std::optional<std::string> not_applicable;  // the same
};

struct RunnerOptions {
  unsigned jobs = 1;  // runs at once; one that sleeps after 0.15 s makes room for another
  unsigned repeat = 1;
  // Called after each run, in order of completion: how many are done, and of how many.
  std::function<void(const PlannedCell&, const RunReport&, const Outcome&, std::size_t done,
                     std::size_t total)>
      on_run{};
};

struct RunnerResult {
  std::vector<Observation> observations;  // of cells whose runs are all complete
  std::optional<int> interrupted_by;      // signal number
};

RunnerResult run_cells(const std::vector<PlannedCell>& cells, const RunnerOptions& options);

}  // namespace forklab
