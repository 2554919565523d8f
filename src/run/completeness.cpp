#include "run/completeness.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace forklab {
namespace {

bool is_lab_error(const Observation& observation) {
  return std::any_of(
      observation.outcomes.begin(), observation.outcomes.end(),
      [](const CountedOutcome& one) { return fate_of(one.signature) == Fate::lab_error; });
}

bool was_run(const Observation& observation) {
  const Fate fate = fate_of(observation.outcomes.front().signature);
  return fate != Fate::not_run && fate != Fate::not_applicable;
}

}  // namespace

bool all_is_known(const std::vector<Observation>& observations) {
  if (std::none_of(observations.begin(), observations.end(), was_run)) {
    log_warning("no cell could be run: nothing is known");
    return false;
  }
  const auto failed = std::count_if(observations.begin(), observations.end(), is_lab_error);
  if (failed == 0) return true;
  log_warning(std::to_string(failed) + " of " + std::to_string(observations.size()) +
              " cells are lab errors: nothing is known of them");
  return false;
}

}  // namespace forklab
