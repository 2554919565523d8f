#include "report/tap.hpp"

#include <gtest/gtest.h>

#include "report/table.hpp"

namespace forklab {
namespace {

Observation cell(const std::string& scenario, const std::string& signature) {
  Observation observation;
  observation.build = "b";
  observation.scenario = observation.id = scenario;
  observation.outcomes = {{1, signature, {}}};
  return observation;
}

Verdict verdict(VerdictKind kind, const Observation& observation, std::string expected) {
  Verdict verdict{
      kind, "b", observation.scenario, observation.id, observation.signature(), {}, "", "", "", ""};
  if (!expected.empty()) verdict.expected = {std::move(expected)};
  return verdict;
}

TEST(Tap, EveryKindOfCellIsOneTestPoint) {
  const std::vector<Observation> observations = {
      cell("a/a/a", "child rc=0"), cell("b/b/b", "child signal=SIGSEGV; # \"x\""),
      cell("c/c/c", "not run: no probe"), cell("d/d/d", "child hung")};
  const std::vector<Verdict> verdicts = {
      verdict(VerdictKind::as_expected, observations[0], "child rc=0"),
      verdict(VerdictKind::regressed, observations[1], "child rc=0"),
      verdict(VerdictKind::not_run, observations[2], "child rc=0"),
      verdict(VerdictKind::unexplained, observations[3], "")};
  EXPECT_EQ(tap_report(observations, verdicts),
            "TAP version 14\n"
            "1..4\n"
            "ok 1 - b a/a/a: child rc=0\n"
            "not ok 2 - b b/b/b: child signal=SIGSEGV; \\# \"x\"\n"
            "  ---\n"
            "  verdict: regressed\n"
            "  observed: \"child signal=SIGSEGV; # \\\"x\\\"\"\n"
            "  expected:\n"
            "    - \"child rc=0\"\n"
            "  again: \"./lab run . -- run --build b --scenario b/b/b\"\n"
            "  ...\n"
            "ok 3 - b c/c/c: not run: no probe # SKIP\n"
            "not ok 4 - b d/d/d: child hung # TODO unexplained\n"
            "  ---\n"
            "  verdict: unexplained\n"
            "  observed: \"child hung\"\n"
            "  again: \"./lab run . -- run --build b --scenario d/d/d\"\n"
            "  ...\n");
}

TEST(Tap, WithoutVerdictsOnlyTheLabCanFail) {
  EXPECT_EQ(tap_report({cell("a/a/a", "child hung"), cell("b/b/b", "lab error: x")}, {}),
            "TAP version 14\n1..2\nok 1 - b a/a/a: child hung\nnot ok 2 - b b/b/b: lab error: x\n");
}

TEST(Table, IsOneJsonObject) {
  const std::vector<Observation> observations = {cell("a/a/a", "child rc=0")};
  EXPECT_EQ(
      table_json(observations, {verdict(VerdictKind::as_expected, observations[0], "child rc=0")}),
      R"({"summary":"1 cell on 1 build: 1 as expected","builds":["b"],"scenarios":)"
      R"([{"scenario":"a/a/a","cells":{"b":{"signature":"child rc=0","what":"lives",)"
      R"("verdict":"as expected"}}}]})"
      "\n");
}

}  // namespace
}  // namespace forklab
