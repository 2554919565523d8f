#include "bisect/posterior.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace forklab {
namespace {

// Commit 0 is the good end.
Posterior linear(std::size_t commits) {
  std::vector<std::vector<std::size_t>> parents(commits);
  for (std::size_t i = 1; i < commits; ++i) parents[i] = {i - 1};
  std::vector<double> prior(commits, 1);
  prior[0] = 0;
  return Posterior(std::move(parents), std::move(prior));
}

TEST(Posterior, WithoutRunsEveryCommitIsAsLikely) {
  const Posterior posterior = linear(9);
  EXPECT_DOUBLE_EQ(posterior.chances()[0], 0);
  for (std::size_t i = 1; i < 9; ++i) EXPECT_DOUBLE_EQ(posterior.chances()[i], 0.125);
  EXPECT_DOUBLE_EQ(posterior.entropy(), 3);
  EXPECT_DOUBLE_EQ(posterior.has_change(4), 0.5);
}

TEST(Posterior, TheMiddleOfALineTellsMost) {
  const Posterior posterior = linear(9);
  for (std::size_t i = 0; i < 9; ++i)
    EXPECT_LE(posterior.information(i), posterior.information(4)) << i;
  EXPECT_NEAR(posterior.information(4), 1, 1e-6);
  EXPECT_NEAR(posterior.information(8), 0, 1e-6);
}

TEST(Posterior, SteadyRunsCutTheRange) {
  Posterior posterior = linear(9);
  posterior.set_runs(4, {1, 0});
  posterior.set_runs(3, {0, 1});
  EXPECT_EQ(posterior.likeliest(), 4U);
  EXPECT_GT(posterior.chances()[4], 0.999999);
}

// By hand: 30 % against 1 %, one of two commits. Ten old-looking runs of the first weigh
// (0.7 / 0.99)^10 = 0.0312 against it.
TEST(Posterior, RareRunsAreWeighedByTheirRates) {
  Posterior posterior = linear(3);
  posterior.set_rates({0.01, 0.3});
  posterior.set_runs(1, {0, 10});
  EXPECT_NEAR(posterior.chances()[1], 0.0312 / 1.0312, 1e-4);
  posterior.set_runs(1, {1, 10});  // one that shows it: thirty to one for it
  EXPECT_NEAR(posterior.chances()[1], 0.937 / 1.937, 1e-3);
}

// 1 and 2 are two branches after 0; 3 merges them.
TEST(Posterior, AMergeHasWhatEitherBranchHas) {
  Posterior posterior({{}, {0}, {0}, {1, 2}}, {0, 1, 1, 1});
  posterior.set_runs(1, {0, 1});
  EXPECT_NEAR(posterior.chances()[2], 0.5, 1e-6);
  EXPECT_NEAR(posterior.chances()[3], 0.5, 1e-6);
  posterior.set_runs(2, {1, 0});
  EXPECT_EQ(posterior.likeliest(), 2U);
}

TEST(Posterior, APriorMovesTheFirstTestNotTheAnswer) {
  std::vector<std::vector<std::size_t>> parents(9);
  for (std::size_t i = 1; i < 9; ++i) parents[i] = {i - 1};
  Posterior posterior(parents, {0, 1, 1, 1, 1, 1, 20, 1, 1});
  // Before the suspect is what leaves a likely 'it is the suspect' behind.
  EXPECT_GT(posterior.information(5), posterior.information(4));
  for (std::size_t i = 1; i < 9; ++i)
    posterior.set_runs(i, i >= 2 ? RunCounts{1, 0} : RunCounts{0, 1});
  EXPECT_EQ(posterior.likeliest(), 2U);
}

TEST(Posterior, TwoRatesAreToldFromOne) {
  EXPECT_LT(log_odds_of_two_rates({0, 10}, {0, 10}), 0);
  EXPECT_LT(log_odds_of_two_rates({12, 28}, {11, 29}), 0);
  EXPECT_GT(log_odds_of_two_rates({0, 40}, {12, 28}), 3);
  EXPECT_GT(log_odds_of_two_rates({0, 10}, {10, 0}), 3);
}

}  // namespace
}  // namespace forklab
