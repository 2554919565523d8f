#include "gate/gate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <functional>

#include "verdict/rerun.hpp"

namespace forklab {
namespace {

class CellTest : public testing::Test {
 public:
  CellTest(std::function<Verdict()> verdict, bool strict)
      : verdict_(std::move(verdict)), strict_(strict) {}

  void TestBody() override {
    const Verdict verdict = verdict_();
    if (verdict.kind == VerdictKind::not_applicable) GTEST_SKIP() << verdict.observed;
    if (verdict.fails_gate(strict_)) FAIL() << failure_text(verdict);
    if (!verdict.passes()) GTEST_SKIP() << failure_text(verdict);
  }

 private:
  std::function<Verdict()> verdict_;
  bool strict_;
};

class RuleTest : public testing::Test {
 public:
  explicit RuleTest(RuleUse use) : use_(std::move(use)) {}

  void TestBody() override {
    if (use_.is_hidden()) FAIL() << use_.rule << " is hidden by " << use_.hidden_by;
    if (use_.speaks_of == 0) GTEST_SKIP() << use_.rule << " speaks of no cell that was run";
  }

 private:
  RuleUse use_;
};

// In a filter of GoogleTest '-' means "but not".
std::string filterable(std::string name) {
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

void register_cell(const std::string& build, const std::string& scenario,
                   const std::function<Verdict()>& verdict, bool strict) {
  testing::RegisterTest(filterable(build).c_str(), filterable(scenario).c_str(), nullptr, nullptr,
                        __FILE__, __LINE__,
                        [=]() -> testing::Test* { return new CellTest(verdict, strict); });
}

Verdict verdict_of_run(const PlannedCell& cell, const Expectations& expectations) {
  const RunnerResult result = run_cells({cell}, {});
  if (result.interrupted_by) {  // as if nobody had listened for it
    ::signal(*result.interrupted_by, SIG_DFL);
    ::raise(*result.interrupted_by);
  }
  return judge_cell(result.observations.at(0), expectations);
}

}  // namespace

std::string failure_text(const Verdict& verdict) {
  std::string text = verdict.scenario + " on " + verdict.build + ": " +
                     std::string(name_of(verdict.kind)) + "\n  observed: " + verdict.observed +
                     "\n";
  for (const std::string& expected : verdict.expected) text += "  expected: " + expected + "\n";
  for (const std::string& missing : verdict.missing) text += "  no run:   " + missing + "\n";
  if (verdict.expected.empty()) text += "  expected: no rule speaks of this cell\n";
  if (!verdict.rule.empty()) text += "  rule:     " + verdict.rule + "\n";
  if (!verdict.reason.empty()) text += "  because:  " + verdict.reason + "\n";
  return text + "  again:    " + rerun_line(verdict.build, verdict.scenario) + "\n";
}

void register_cells(const std::vector<Verdict>& verdicts, bool strict) {
  for (const Verdict& verdict : verdicts)
    register_cell(
        verdict.build, verdict.scenario, [=] { return verdict; }, strict);
}

void register_cells_to_run(const std::vector<PlannedCell>& cells, const Expectations& expectations,
                           bool strict) {
  for (const PlannedCell& cell : cells)
    register_cell(
        cell.observation.build, cell.observation.scenario,
        [cell, &expectations] { return verdict_of_run(cell, expectations); }, strict);
}

void register_rules(const std::vector<RuleUse>& uses) {
  for (const RuleUse& use : uses)
    testing::RegisterTest("rules", filterable(use.place).c_str(), nullptr, nullptr, __FILE__,
                          __LINE__, [use]() -> testing::Test* { return new RuleTest(use); });
}

std::string tally() {
  const testing::UnitTest& unit_test = *testing::UnitTest::GetInstance();
  return std::to_string(unit_test.successful_test_count()) + " passed, " +
         std::to_string(unit_test.failed_test_count()) + " failed, " +
         std::to_string(unit_test.skipped_test_count()) + " skipped";
}

}  // namespace forklab
