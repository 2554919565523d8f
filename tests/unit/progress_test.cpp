#include "app/progress.hpp"

#include <gtest/gtest.h>

namespace forklab {
namespace {

using std::chrono::duration;

TEST(Progress, ALineTellsRateAndTimeLeft) {
  EXPECT_EQ(progress_line(100, 400, duration<double>(2), "a/b/c on x", 80),
            "[100/400] 50/s, 6 s left  a/b/c on x");
}

TEST(Progress, NothingIsSaidOfARateThatNobodyKnows) {
  EXPECT_EQ(progress_line(3, 400, duration<double>(0.05), "w", 80), "[3/400]  w");
  EXPECT_EQ(progress_line(0, 400, duration<double>(9), "w", 80), "[0/400]  w");
}

TEST(Progress, ALineNeverFillsTheTerminal) {
  EXPECT_EQ(progress_line(1, 2, duration<double>(0), "a long name", 12), "[1/2]  a lo");
}

}  // namespace
}  // namespace forklab
