#include "gate/gate.hpp"

#include <gtest/gtest.h>

#include "report/rerun.hpp"

namespace forklab {
namespace {

class CellTest : public testing::Test {
 public:
  CellTest(Verdict verdict, bool strict) : verdict_(std::move(verdict)), strict_(strict) {}

  void TestBody() override {
    if (verdict_.kind == VerdictKind::not_applicable) GTEST_SKIP() << verdict_.observed;
    if (verdict_.fails_gate(strict_)) FAIL() << failure_text(verdict_);
    if (!verdict_.passes()) GTEST_SKIP() << failure_text(verdict_);
  }

 private:
  Verdict verdict_;
  bool strict_;
};

}  // namespace

std::string failure_text(const Verdict& verdict) {
  std::string text = verdict.scenario + " on " + verdict.build + ": " +
                     std::string(name_of(verdict.kind)) + "\n  observed: " + verdict.observed +
                     "\n";
  for (const std::string& expected : verdict.expected) text += "  expected: " + expected + "\n";
  if (verdict.expected.empty()) text += "  expected: no rule speaks of this cell\n";
  if (!verdict.rule.empty()) text += "  rule:     " + verdict.rule + "\n";
  if (!verdict.reason.empty()) text += "  because:  " + verdict.reason + "\n";
  return text + "  again:    " + rerun_line(verdict.build, verdict.scenario) + "\n";
}

void register_cells(const std::vector<Verdict>& verdicts, bool strict) {
  for (const Verdict& verdict : verdicts)
    testing::RegisterTest(verdict.build.c_str(), verdict.scenario.c_str(), nullptr, nullptr,
                          __FILE__, __LINE__,
                          [=]() -> testing::Test* { return new CellTest(verdict, strict); });
}

std::string tally() {
  const testing::UnitTest& unit_test = *testing::UnitTest::GetInstance();
  return std::to_string(unit_test.successful_test_count()) + " passed, " +
         std::to_string(unit_test.failed_test_count()) + " failed, " +
         std::to_string(unit_test.skipped_test_count()) + " skipped";
}

}  // namespace forklab
