#include "outcome/observation.hpp"

#include <gtest/gtest.h>

#include <csignal>

#include "base/error.hpp"

namespace forklab {
namespace {

Observation sample() {
  Outcome outcome;
  outcome.child = {ProcessEnd::Kind::ended, ExitStatus::killed_by(SIGABRT), Checkpoint::forked,
                   DiagnosticLine{DiagnosticLine::Kind::assertion, "f: x"}};
  outcome.parent = {ProcessEnd::Kind::ended, ExitStatus::exited_with(0), Checkpoint::finalized,
                    std::nullopt};
  outcome.survivors = {"child"};
  Observation observation{"3.14.8-debug-debian",
                          "debian",
                          "debug",
                          "python3.14-dbg 3.14.8-1",
                          "control",
                          "legacy-subint/nothing/exit",
                          {"3.14.8", "CPython", true, true, "glibc 2.43", "GCC 16.2.0", "main"},
                          {"6.1.0", "x86_64", false, false, {"nix-build"}, 2},
                          {{5, signature_of(outcome), outcome}}};
  return observation;
}

TEST(Observation, ComesBackAsItWas) {
  const Observation observation = sample();
  EXPECT_EQ(observation_from_json(to_json_line(observation)), observation);
}

TEST(Observation, LineHasWhatItsReadersAreToldToExpect) {
  const std::string line = to_json_line(sample());
  EXPECT_EQ(line.find('\n'), std::string::npos);
  for (const char* key : {"\"build\":\"3.14.8-debug-debian\"", "\"scenario\":\"control\"",
                          "\"signature\":\"child signal=SIGABRT; after forked; assert f: x",
                          "\"outcome\":{", "\"raw\":6"})
    EXPECT_NE(line.find(key), std::string::npos) << key << "\n" << line;
}

TEST(Observation, DifferingRunsAreFlakyWithCounts) {
  Observation observation = sample();
  Outcome lives;
  lives.not_run = "x";
  observation.outcomes.push_back({2, "not run: x", lives});
  EXPECT_EQ(observation.signature(),
            "flaky: 5x child signal=SIGABRT; after forked; assert f: x; survivor child | 2x not "
            "run: x");
  EXPECT_EQ(observation.runs(), 7U);
}

TEST(Observation, BytesThatAreNoTextAreReplaced) {
  Observation observation = sample();
  observation.outcomes.front().outcome.raised = RaisedException{"E", "\xff\xfe"};
  EXPECT_EQ(observation_from_json(to_json_line(observation)).outcomes.front().outcome.raised->text,
            "\uFFFD\uFFFD");
}

TEST(ReadObservations, NamesFileAndLineOfABadRecord) {
  const std::string text = to_json_line(sample()) + "\n{\"schema\":";
  try {
    read_observations(text, "obs.jsonl");
    FAIL() << "the cut-off line was accepted";
  } catch (const LabError& error) {
    EXPECT_EQ(std::string(error.what()).find("obs.jsonl:2: not JSON"), 0U) << error.what();
  }
}

TEST(ReadObservations, KeepsWhatIsWholeWhenAsked) {
  std::vector<std::string> skipped;
  const auto observations = read_observations(to_json_line(sample()) + "\n{\"sch", "f", &skipped);
  EXPECT_EQ(observations.size(), 1U);
  EXPECT_EQ(skipped.size(), 1U);
}

TEST(ReadObservations, RefusesASchemaItDoesNotKnow) {
  std::string line = to_json_line(sample());
  line.replace(line.find("observation/1"), 13, "observation/9");
  try {
    read_observations(line, "f");
    FAIL();
  } catch (const LabError& error) {
    EXPECT_NE(std::string(error.what()).find("forklab.observation/9"), std::string::npos);
  }
}

TEST(ReadObservations, SaysWhichMemberIsMissingOrWrong) {
  const auto error_of = [](const std::string& line) -> std::string {
    try {
      read_observations(line, "f");
    } catch (const LabError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(error_of("{}"), "f:1: the record has no \"schema\"");
  std::string line = to_json_line(sample());
  line.replace(line.find("\"build\":\"3.14.8-debug-debian\""), 29, "\"build\":7");
  EXPECT_EQ(error_of(line), "f:1: \"build\" of the record is of the wrong type");
}

TEST(Observation, RecordsOfOneCellAreCountedTogether) {
  const auto record = [](const std::string& build, const std::string& signature, unsigned count) {
    Observation observation;
    observation.build = build;
    observation.scenario = "s";
    observation.outcomes = {{count, signature, {}}};
    return observation;
  };
  const auto cells = merged({record("x", "a", 1), record("y", "a", 1), record("x", "a", 2)});
  ASSERT_EQ(cells.size(), 2U);
  EXPECT_EQ(cells[0].signature(), "a");
  EXPECT_EQ(cells[0].outcomes.at(0).count, 3U);
  EXPECT_EQ(cells[1].build, "y");
  const auto flaky = merged({record("x", "a", 1), record("x", "b", 2)});
  ASSERT_EQ(flaky.size(), 1U);
  EXPECT_EQ(flaky[0].signature(), "flaky: 2x b | 1x a");
}

TEST(RunReport, ComesBackAsItWas) {
  RunReport report;
  report.pid = 5;
  report.status = ExitStatus::killed_by(SIGSEGV, true);
  report.ended_by = EndedBy::output_limit;
  report.events.push_back({EventKind::raised, 5, 4, 1, 2, 3, true, "E: \xff"});
  report.survivors.push_back({6, "x", true, false, ExitStatus::stopped_by(SIGSTOP)});
  ThreadEvidence thread{5,   "t", 'S', "futex_wait", "futex", 0xff8, {"f", "g"}, {"h (h.py:1)"},
                        "it"};
  report.evidence.push_back({5, 4, "x", false, {thread}, {{6, {"lost (l.py:2)"}}}});
  report.standard_error = {"text", 17};
  const RunReport back = run_report_from_json(to_json(report));
  EXPECT_EQ(to_json(back), to_json(report));
  EXPECT_EQ(back.status, report.status);
  EXPECT_EQ(back.survivors.front().status, report.survivors.front().status);
  EXPECT_EQ(back.evidence.front().threads.front().frames, (std::vector<std::string>{"f", "g"}));
}

TEST(RunReport, NotStartedComesBack) {
  RunReport report;
  report.status = ExitStatus::failed_to_start("exec", 2);
  EXPECT_EQ(run_report_from_json(to_json(report)).status, report.status);
}

TEST(RunReport, AnUnfitEventIsALabError) {
  RunReport report;
  report.events.resize(1);
  report.events.front().kind = EventKind::checkpoint;
  EXPECT_NO_THROW(run_report_from_json(to_json(report)));
  report.events.front().value = 200;
  EXPECT_THROW(run_report_from_json(to_json(report)), LabError);
  report.events.front().value = 0;
  report.events.front().kind = static_cast<EventKind>(99);
  EXPECT_THROW(run_report_from_json(to_json(report)), LabError);
}

}  // namespace
}  // namespace forklab
