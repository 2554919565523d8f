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

TEST(Answers, SayWhatTheGuardMakesOfIt) {
  const auto on = [](const char* version, const std::string& id, const std::string& signature) {
    return cell(version, false, id, signature);
  };
  std::vector<Observation> observations;
  for (const char* version : {"3.14.8", "3.15.0"}) {
    observations.push_back(on(version, "a/a/a", "child signal=SIGSEGV"));
    observations.push_back(on(version, "a/a/a/guarded", "child rc=0"));
    observations.push_back(on(version, "b/b/b/pidfd", "child signal=SIGSEGV"));
    observations.push_back(
        on(version, "b/b/b/pidfd/guarded",
           version == std::string("3.15.0") ? "child signal=SIGSEGV" : "child rc=0"));
    observations.push_back(on(version, "c/c/c", "child rc=0"));
    observations.push_back(on(version, "c/c/c/guarded", "child rc=0"));
    observations.push_back(on(version, "d/d/d", "child signal=SIGSEGV"));
    observations.push_back(on(version, "d/d/d/guarded", "not applicable: x"));
    observations.push_back(on(version, "e/e/e/guarded", "child signal=SIGSEGV"));  // no twin
  }
  EXPECT_EQ(lines_of(observations).front(),
            "The guard: 3 of 4 deaths end, nothing gets worse b/b/b/pidfd/guarded");
  observations.push_back(on("3.14.8", "f/f/f", "child rc=0"));
  observations.push_back(on("3.14.8", "f/f/f/guarded", "child hung"));
  const auto lines = lines_of(observations);
  EXPECT_EQ(lines.at(0), "The guard: 3 of 4 deaths end b/b/b/pidfd/guarded");
  EXPECT_EQ(lines.at(1), "The guard: 1 cell gets worse f/f/f/guarded");
}

TEST(Answers, OfOneBuildCompareNothing) {
  EXPECT_EQ(lines_of({cell("3.14.8", false, "a/a/a", "child rc=0")}), std::vector<std::string>());
  EXPECT_EQ(lines_of({}), std::vector<std::string>());
}

}  // namespace
}  // namespace forklab
