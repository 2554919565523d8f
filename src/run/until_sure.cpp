#include "run/until_sure.hpp"

#include <algorithm>

namespace forklab {
namespace {

constexpr unsigned runs_to_be_sure = 100;
// As many runs as are looked at before a cell counts as steady.
constexpr unsigned runs_to_see_a_difference = 5;

}  // namespace

RunnerResult run_until_sure(const std::vector<PlannedCell>& cells, RunnerOptions options) {
  options.repeat = std::max(options.repeat, runs_to_see_a_difference);
  RunnerResult result = run_cells(cells, options);
  if (result.interrupted_by) return result;
  std::vector<PlannedCell> unsure;
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (result.observations[i].outcomes.size() > 1) unsure.push_back(cells[i]);
  if (unsure.empty() || options.repeat >= runs_to_be_sure) return result;
  options.repeat = runs_to_be_sure;
  RunnerResult again = run_cells(unsure, options);
  for (Observation& observation : again.observations)
    for (Observation& first : result.observations)
      if (first.build == observation.build && first.id == observation.id) first = observation;
  result.interrupted_by = again.interrupted_by;
  return result;
}

}  // namespace forklab
