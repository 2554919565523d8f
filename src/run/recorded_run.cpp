#include "run/recorded_run.hpp"

#include <csignal>
#include <cstdlib>

#include "base/log.hpp"
#include "run/record_folder.hpp"
#include "run/until_sure.hpp"

namespace forklab {
namespace {

std::string log_target(const std::string& output, const std::string& log) {
  return !log.empty() || output.empty() ? log
                                        : (std::filesystem::path(output) / "log.jsonl").string();
}

}  // namespace

RecordedRun::RecordedRun(const std::string& output, const std::string& log)
    : folder_(output), log_(log_target(output, log)) {
  if (!folder_.empty()) prepare_output_folder(folder_);
}

RunnerResult RecordedRun::run(const std::vector<PlannedCell>& cells, RunnerOptions options,
                              bool until_sure) {
  if (!folder_.empty()) set_aside_results(folder_);
  options.on_run = [this, tell = std::move(options.on_run)](
                       const PlannedCell& cell, const RunReport& report, const Outcome& outcome,
                       std::size_t done, std::size_t total) {
    log_.add(cell, report, outcome);
    if (tell) tell(cell, report, outcome, done, total);
  };
  RunnerResult result = until_sure ? run_until_sure(cells, options) : run_cells(cells, options);
  if (!folder_.empty()) write_observations(folder_, result.observations, !result.interrupted_by);
  log_.finish();
  return result;
}

void end_interrupted(const RunnerResult& result, std::size_t planned) {
  log_warning("interrupted: " + std::to_string(result.observations.size()) + " of " +
              std::to_string(planned) + " cells are complete");
  ::signal(*result.interrupted_by, SIG_DFL);
  ::raise(*result.interrupted_by);
  std::abort();  // not reached: all signals that interrupt end a process
}

}  // namespace forklab
