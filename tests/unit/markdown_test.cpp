#include "report/markdown.hpp"

#include <gtest/gtest.h>

#include "judged.hpp"

namespace forklab {
namespace {

TEST(Markdown, TextOfADyingProcessCannotEndItsCell) {
  const std::vector<Observation> observations = {
      observed({{1, "child rc=1; fatal f: a|b\n<script>"}})};
  const std::string text =
      markdown_report(observations, judge(observations, rule(expect_life)).verdicts);
  EXPECT_EQ(text.find("<script>"), std::string::npos);
  EXPECT_EQ(text.find("a|b"), std::string::npos);
  EXPECT_NE(text.find("a\\|b \\<script\\>"), std::string::npos) << text;
}

}  // namespace
}  // namespace forklab
