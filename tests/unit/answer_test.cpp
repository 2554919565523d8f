#include "bisect/answer.hpp"

#include <gtest/gtest.h>

namespace forklab {
namespace {

using Numbers = std::vector<std::string>;

TEST(BisectAnswer, ACommitsNumbersAreIssuesOrPullRequests) {
  const MessageNumbers numbers = numbers_in(
      "gh-139759: Do not delete live interpreters (GH-139800)\n\nAlso closes GH-101437, see "
      "gh-139759.\n(cherry picked; #139801) (#139802)");
  EXPECT_EQ(numbers.issues, (Numbers{"gh-139759", "gh-101437"}));
  EXPECT_EQ(numbers.pull_requests, (Numbers{"139800", "139802"}));
}

TEST(BisectAnswer, WordsThatOnlyLookLikeNumbersAreNone) {
  const MessageNumbers numbers = numbers_in("high-1: fix #3 of (4), bugh-5");
  EXPECT_EQ(numbers.issues, Numbers{});
  EXPECT_EQ(numbers.pull_requests, Numbers{});
}

}  // namespace
}  // namespace forklab
