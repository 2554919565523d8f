#include "report/answers.hpp"

#include <gtest/gtest.h>

namespace forklab {
namespace {

Observation cell(const std::string& version, bool debug, const std::string& id,
                 const std::string& signature) {
  Observation observation;
  observation.build = version + (debug ? "-debug" : "-release");
  observation.variant = debug ? "debug" : "release";
  observation.identity.version = version;
  observation.identity.debug = debug;
  observation.identity.gil = true;
  observation.scenario = observation.id = id;
  observation.outcomes = {{1, signature, {}}};
  return observation;
}

std::vector<std::string> lines_of(const std::vector<Observation>& observations) {
  std::vector<std::string> lines;
  for (const Answer& answer : answers_of(Grid::of(observations, {}))) {
    std::string line = answer.question + ": " + answer.text;
    for (const std::string& scenario : answer.scenarios) line += " " + scenario;
    lines.push_back(line);
  }
  return lines;
}

TEST(Answers, NameWhatKillsWhatHangsAndWhatDiffers) {
  std::vector<Observation> observations;
  for (const char* version : {"3.14.8", "3.15.0"})
    for (const bool debug : {false, true}) {
      observations.push_back(cell(version, debug, "a/a/a", "child signal=SIGSEGV"));
      observations.push_back(cell(version, debug, "b/b/b", debug ? "child hung" : "child rc=0"));
      observations.push_back(
          cell(version, debug, "c/c/c",
               version == std::string("3.15.0") ? "child signal=SIGABRT" : "child rc=0"));
      observations.push_back(cell(version, debug, "d/d/d", debug ? "not run: x" : "child rc=0"));
    }
  EXPECT_EQ(lines_of(observations),
            (std::vector<std::string>{
                "Kills the child or its parent: 1 of 4 scenarios, on every build a/a/a",
                "Kills the child or its parent: 1 of 4 scenarios, on some builds only c/c/c",
                "Hangs: 1 of 4 scenarios, on some builds only b/b/b",
                "Release against debug: 1 of 4 scenarios differ b/b/b",
                "Versions against each other: 1 of 4 scenarios differ c/c/c"}));
}

TEST(Answers, OfOneBuildCompareNothing) {
  EXPECT_EQ(lines_of({cell("3.14.8", false, "a/a/a", "child rc=0")}), std::vector<std::string>());
  EXPECT_EQ(lines_of({}), std::vector<std::string>());
}

}  // namespace
}  // namespace forklab
