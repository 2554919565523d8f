// Observations of one cell and a rule for it, for the tests of what judges and tells them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "verdict/expectations.hpp"
#include "verdict/verdict.hpp"

namespace forklab {

inline Observation observed(std::vector<std::pair<unsigned, std::string>> signatures) {
  Observation observation;
  observation.build = "3.14.8-debug-debian";
  observation.scenario = observation.id = "main-thread/nothing/exit";
  observation.identity.version = "3.14.8";
  for (auto& [count, signature] : signatures)
    observation.outcomes.push_back({count, signature, {}});
  return observation;
}

inline Expectations rule(const std::string& lines) {
  const auto scenarios = Scenarios::from_toml(
      "schema = 1\n[[suite]]\nname = \"s\"\nscenarios = [\"main-thread/nothing/exit\"]\n", "s");
  return Expectations::from_toml(
      "schema = 1\n[[expect]]\nscenario = \"main-thread/nothing/exit\"\nreason = \"r\"\nsource = "
      "\"s\"\n" +
          lines,
      "expectations.toml", scenarios);
}

inline const std::string lives = "child rc=0";
inline const std::string dies = "child signal=SIGSEGV; after forked";
inline const std::string expect_life = "signature = \"child rc=0\"\n";
inline const std::string expect_death = "signature = \"child signal=SIGSEGV; after forked\"\n";

}  // namespace forklab
