#include "verdict/verdict.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "gate/gate.hpp"
#include "report/junit.hpp"
#include "report/markdown.hpp"
#include "report/table.hpp"

namespace forklab {
namespace {

Observation observed(std::vector<std::pair<unsigned, std::string>> signatures) {
  Observation observation;
  observation.build = "3.14.8-debug-debian";
  observation.scenario = observation.id = "main-thread/nothing/exit";
  observation.identity.version = "3.14.8";
  for (auto& [count, signature] : signatures)
    observation.outcomes.push_back({count, signature, {}});
  return observation;
}

Expectations rule(const std::string& lines) {
  const auto scenarios = Scenarios::from_toml(
      "schema = 1\n[[suite]]\nname = \"s\"\nscenarios = [\"main-thread/nothing/exit\"]\n", "s");
  return Expectations::from_toml(
      "schema = 1\n[[expect]]\nscenario = \"main-thread/nothing/exit\"\nreason = \"r\"\nsource = "
      "\"s\"\n" +
          lines,
      "expectations.toml", scenarios);
}

VerdictKind kind(const Observation& observation, const std::string& lines) {
  return judge_cell(observation, rule(lines)).kind;
}

const std::string lives = "child rc=0";
const std::string dies = "child signal=SIGSEGV; after forked";
const std::string expect_life = "signature = \"child rc=0\"\n";
const std::string expect_death = "signature = \"child signal=SIGSEGV; after forked\"\n";

TEST(Verdict, WhatIsKnownIsAsExpected) {
  EXPECT_EQ(kind(observed({{3, lives}}), expect_life), VerdictKind::as_expected);
  EXPECT_EQ(kind(observed({{3, dies}}), expect_death), VerdictKind::as_expected);
}

TEST(Verdict, LivedNowDiesIsRegressed) {
  EXPECT_EQ(kind(observed({{1, dies}}), expect_life), VerdictKind::regressed);
}

TEST(Verdict, DiedNowLivesIsFixed) {
  EXPECT_EQ(kind(observed({{1, lives}}), expect_death), VerdictKind::fixed);
}

TEST(Verdict, AnotherDeathIsChangedNotAsExpected) {
  EXPECT_EQ(kind(observed({{1, "child signal=SIGABRT; after forked"}}), expect_death),
            VerdictKind::changed);
}

TEST(Verdict, RunsThatDifferAreFlakyUnlessTheRuleSaysSo) {
  const auto both = observed({{2, lives}, {1, dies}});
  EXPECT_EQ(kind(both, expect_life), VerdictKind::flaky);
  const std::string either =
      "signature = [\"child rc=0\", \"child signal=SIGSEGV; after forked\"]\n";
  EXPECT_EQ(kind(both, either + "nondeterministic = true\n"), VerdictKind::as_expected);
}

TEST(Verdict, ACellWithoutARuleIsUnexplained) {
  const auto verdict =
      judge_cell(observed({{1, lives}}), rule(expect_life + "build = { debug = true }\n"));
  EXPECT_EQ(verdict.kind, VerdictKind::unexplained);
  EXPECT_FALSE(verdict.passes());
}

TEST(Verdict, AScenarioThatThisForklabDoesNotKnowIsUnexplained) {
  Observation observation = observed({{1, lives}});
  observation.id = "script:repro.py";
  EXPECT_EQ(kind(observation, expect_life), VerdictKind::unexplained);
  observation.id = "main-thread/nothing/something-new";
  EXPECT_EQ(kind(observation, expect_life), VerdictKind::unexplained);
}

TEST(Verdict, OnlyAStrictGateFailsOnTheUnexplained) {
  const auto verdict =
      judge_cell(observed({{1, lives}}), rule(expect_life + "build = { debug = true }\n"));
  EXPECT_FALSE(verdict.fails_gate(false));
  EXPECT_TRUE(verdict.fails_gate(true));
  EXPECT_TRUE(judge_cell(observed({{1, dies}}), rule(expect_life)).fails_gate(false));
}

TEST(Verdict, NotRunAndLabErrorNeverPass) {
  EXPECT_EQ(kind(observed({{1, "not run: no source"}}), expect_life), VerdictKind::not_run);
  EXPECT_EQ(kind(observed({{1, "lab error: x"}}), expect_life), VerdictKind::lab_error);
  EXPECT_EQ(kind(observed({{9, lives}, {1, "lab error: x"}}), expect_life), VerdictKind::lab_error);
  EXPECT_FALSE(judge_cell(observed({{1, "not run: x"}}), rule(expect_life)).passes());
}

TEST(Verdict, NotApplicablePassesButIsNotAsExpected) {
  const auto verdict =
      judge_cell(observed({{1, "not applicable: needs 3.14+"}}), rule(expect_life));
  EXPECT_EQ(verdict.kind, VerdictKind::not_applicable);
  EXPECT_TRUE(verdict.passes());
}

TEST(Verdict, ComesBackAsItWas) {
  const auto verdict = judge_cell(observed({{1, dies}}), rule(expect_life));
  EXPECT_EQ(to_json_line(verdict_from_json(to_json_line(verdict))), to_json_line(verdict));
  EXPECT_THROW(verdict_from_json("{}"), LabError);
}

TEST(Gate, AFailureSaysCellDifferenceAndHowToSeeItAgain) {
  const std::string text = failure_text(judge_cell(observed({{1, dies}}), rule(expect_life)));
  for (const std::string& words :
       {std::string("main-thread/nothing/exit on 3.14.8-debug-debian: regressed"),
        "observed: " + dies, "expected: " + lives, std::string("expectations.toml:2"),
        std::string(
            "./lab run . -- run --build 3.14.8-debug-debian --scenario main-thread/nothing/exit")})
    EXPECT_NE(text.find(words), std::string::npos) << words << "\nis not in\n" << text;
}

TEST(Junit, EveryKindOfVerdictIsPresentAsWhatItIs) {
  std::vector<Observation> observations = {observed({{1, lives}}), observed({{1, dies}}),
                                           observed({{1, "not run: x"}}),
                                           observed({{1, "not applicable: y"}})};
  const auto verdicts = judge(observations, rule(expect_life)).verdicts;
  const std::string xml = junit_report(observations, verdicts);
  EXPECT_NE(xml.find("tests=\"4\" failures=\"1\" errors=\"1\" skipped=\"1\""), std::string::npos)
      << xml;
  EXPECT_NE(xml.find("<failure type=\"regressed\""), std::string::npos);
  EXPECT_NE(xml.find("<error type=\"not run\""), std::string::npos);
  EXPECT_NE(xml.find("<skipped message=\"not applicable: y\"/>"), std::string::npos);
}

TEST(Junit, HostileTextStaysText) {
  EXPECT_EQ(xml_escaped("<a b=\"&'\">"), "&lt;a b=&quot;&amp;'&quot;&gt;");
  EXPECT_EQ(xml_escaped(std::string("\x1b[31m\0", 6)), "\xef\xbf\xbd[31m\xef\xbf\xbd");
  EXPECT_EQ(xml_escaped("\xff\xc3\xa4\xed\xa0\x80"),
            "\xef\xbf\xbd\xc3\xa4\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(Markdown, TextOfADyingProcessCannotEndItsCell) {
  const std::vector<Observation> observations = {
      observed({{1, "child rc=1; fatal f: a|b\n<script>"}})};
  const std::string text =
      markdown_report(observations, judge(observations, rule(expect_life)).verdicts);
  EXPECT_EQ(text.find("<script>"), std::string::npos);
  EXPECT_EQ(text.find("a|b"), std::string::npos);
  EXPECT_NE(text.find("a\\|b \\<script\\>"), std::string::npos) << text;
}

TEST(Table, NamesEverySignatureOnce) {
  const std::vector<Observation> observations = {observed({{1, lives}})};
  const auto verdicts = judge(observations, rule(expect_life)).verdicts;
  EXPECT_EQ(table_text(observations, verdicts),
            "                           3.14.8-debug-debian\n"
            "main-thread/nothing/exit   a lives\n\n  a  child rc=0\n");
  EXPECT_EQ(summary_line(observations, verdicts), "1 cell on 1 build: 1 as expected");
  EXPECT_EQ(summary_line({}, {}), "0 cells on 0 builds: nothing was run");
}

}  // namespace
}  // namespace forklab
