#include "report/digest.hpp"

#include <gtest/gtest.h>

namespace forklab {
namespace {

Observation cell(const std::string& build, const std::string& id, const std::string& signature) {
  Observation observation;
  observation.build = build;
  observation.scenario = observation.id = id;
  observation.outcomes = {{1, signature, {}}};
  return observation;
}

TEST(Digest, ScenariosThatDidTheSameEverywhereAreOneRowDeathsFirst) {
  const std::vector<Observation> observations = {
      cell("x", "a/s/exit", "child rc=0"),     cell("y", "a/s/exit", "child rc=0"),
      cell("x", "a/t/exit", "child rc=0"),     cell("y", "a/t/exit", "child rc=0"),
      cell("x", "b/s/exit", "child rc=0"),     cell("y", "b/s/exit", "child rc=0"),
      cell("x", "b/t/exit", "child rc=0"),     cell("y", "b/t/exit", "child signal=SIGSEGV"),
      cell("x", "c/s/gc/pidfd", "child rc=0"),
  };
  const auto rows = digest_of(Grid::of(observations, {}));
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].scenarios, (std::vector<std::string>{"b/t/exit"}));
  EXPECT_EQ(rows[0].signatures, (std::vector<std::string>{"child rc=0", "child signal=SIGSEGV"}));
  EXPECT_EQ(rows[1].scenarios.size(), 3U);
  EXPECT_EQ(rows[1].patterns, (std::vector<std::string>{"a/s,t/exit", "b/s/exit"}));
  EXPECT_EQ(rows[2].patterns, (std::vector<std::string>{"c/s/gc/pidfd"}));
}

}  // namespace
}  // namespace forklab
