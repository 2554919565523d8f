#include "report/table.hpp"

#include <gtest/gtest.h>

#include "judged.hpp"

namespace forklab {
namespace {

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
