#include "verdict/verdict.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "judged.hpp"

namespace forklab {
namespace {

VerdictKind kind(const Observation& observation, const std::string& lines) {
  return judge_cell(observation, rule(lines)).kind;
}

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

const std::string either_with_both =
    "signature = [\"child rc=0\", \"child signal=SIGSEGV; after forked\", \"child hung\"]\n"
    "nondeterministic = true\n"
    "must_show = [\"child rc=0\", \"child signal=SIGSEGV; after forked\"]\n";

TEST(Verdict, WhatMustShowDoesInOneRunAtLeast) {
  EXPECT_EQ(kind(observed({{19, dies}, {1, lives}}), either_with_both), VerdictKind::as_expected);
  EXPECT_EQ(kind(observed({{20, lives}}), either_with_both), VerdictKind::fixed);
  EXPECT_EQ(kind(observed({{20, dies}}), either_with_both), VerdictKind::regressed);
  EXPECT_EQ(kind(observed({{19, lives}, {1, "child hung"}}), either_with_both),
            VerdictKind::changed);
}

TEST(Verdict, FewRunsNeedNotShowWhatMustShow) {
  EXPECT_EQ(kind(observed({{19, lives}}), either_with_both), VerdictKind::as_expected);
  EXPECT_EQ(kind(observed({{1, dies}}), either_with_both), VerdictKind::as_expected);
}

TEST(Verdict, WhatDidNotShowIsNamed) {
  const auto verdict = judge_cell(observed({{20, lives}}), rule(either_with_both));
  EXPECT_EQ(verdict.missing, std::vector<std::string>{dies});
  EXPECT_EQ(verdict_from_json(to_json_line(verdict)).missing, verdict.missing);
  EXPECT_EQ(to_json_line(judge_cell(observed({{1, lives}}), rule(expect_life))).find("missing"),
            std::string::npos);
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

}  // namespace
}  // namespace forklab
