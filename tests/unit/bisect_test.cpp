// The search over models of histories: what a revision shows is made up, everything else is real.
#include "bisect/bisect.hpp"

#include <gtest/gtest.h>

#include <random>

#include "base/error.hpp"
#include "model_workshop.hpp"

namespace forklab {
namespace {

Shows from(std::size_t change) {
  return [change](std::size_t commit) { return commit >= change ? "child hung" : "child rc=0"; };
}

TEST(Bisect, EveryCommitOfALineIsFoundInLogarithmicallyManyBuilds) {
  for (std::size_t change = 1; change <= 64; ++change) {
    Model model(from(change));
    const BisectResult result = bisect(line_of(65), {}, model);
    ASSERT_EQ(result.end, BisectEnd::found) << change;
    EXPECT_EQ(result.commit, change);
    EXPECT_LE(model.built.size(), 2U + 6U) << change;
    EXPECT_GT(result.tested[change].runs(), 0U);
    EXPECT_GT(result.tested[change - 1].runs(), 0U);
  }
}

TEST(Bisect, EndsThatDoTheSameAreNotSearched) {
  Model model([](std::size_t) { return "child rc=0"; });
  EXPECT_EQ(bisect(line_of(65), {}, model).end, BisectEnd::ends_do_not_differ);
  EXPECT_EQ(model.built.size(), 2U);
}

TEST(Bisect, BothEndsAreBuiltAtOnceWhenAsked) {
  for (const bool at_once : {false, true}) {
    Model model(from(20));
    BisectOptions options;
    options.ends_at_once = at_once;
    const BisectResult result = bisect(line_of(65), options, model);
    ASSERT_EQ(result.end, BisectEnd::found);
    EXPECT_EQ(result.commit, 20U);
    EXPECT_EQ(model.most_at_once, at_once ? 2U : 1U);
  }
}

TEST(Bisect, AnEndThatCannotBeBuiltIsAnError) {
  Model model(from(3));
  model.broken = {8};
  EXPECT_THROW(bisect(line_of(9), {}, model), UsageError);
}

TEST(Bisect, RevisionsThatCannotBeBuiltAreGoneAround) {
  Model model(from(20));
  model.broken = {16, 17, 32, 33};
  const BisectResult result = bisect(line_of(65), {}, model);
  ASSERT_EQ(result.end, BisectEnd::found);
  EXPECT_EQ(result.commit, 20U);
  EXPECT_EQ(result.tested[32].trouble, "does not compile");
}

TEST(Bisect, WhatIsHiddenBehindBrokenRevisionsIsARange) {
  Model model(from(32));
  model.broken = {31, 32};
  const BisectResult result = bisect(line_of(65), {}, model);
  ASSERT_EQ(result.end, BisectEnd::narrowed);
  EXPECT_EQ(std::set<std::size_t>(result.suspects.begin(), result.suspects.end()),
            (std::set<std::size_t>{31, 32, 33}));
}

// Neither end shows it, so it is no evidence for either.
TEST(Bisect, AForeignOutcomeIsUnknownNotBad) {
  Model model(
      [](std::size_t commit) { return commit == 32 ? "child signal=SIGILL" : from(40)(commit); });
  const BisectResult result = bisect(line_of(65), {}, model);
  ASSERT_EQ(result.end, BisectEnd::found);
  EXPECT_EQ(result.commit, 40U);
  EXPECT_EQ(result.tested[32].trouble, "another outcome: child signal=SIGILL");
}

TEST(Bisect, CommitsThatNoBuildReadsAreNotBuilt) {
  auto commits = line_of(65);
  for (std::size_t i = 1; i < 64; ++i)
    if (i % 4 != 0) commits[i].weight = 0, commits[i].same_as = commits[i - 1].same_as;
  Model model(from(36));
  const BisectResult result = bisect(commits, {}, model);
  ASSERT_EQ(result.end, BisectEnd::found);
  EXPECT_EQ(result.commit, 36U);
  for (const std::size_t built : model.built) EXPECT_EQ(commits[built].same_as, built);
}

TEST(Bisect, ARangeThatNoBuildReadsHasNoChange) {
  auto commits = line_of(5);
  for (std::size_t i = 1; i < 5; ++i) commits[i].weight = 0, commits[i].same_as = 0;
  Model model(from(2));
  EXPECT_EQ(bisect(commits, {}, model).end, BisectEnd::ends_do_not_differ);
  EXPECT_TRUE(model.built.empty());
}

TEST(Bisect, SeveralBuildsAtOnceGiveTheSameAnswer) {
  for (std::size_t change = 1; change <= 64; change += 7) {
    Model model(from(change));
    BisectOptions options;
    options.jobs = 3;
    const BisectResult result = bisect(line_of(65), options, model);
    ASSERT_EQ(result.end, BisectEnd::found);
    EXPECT_EQ(result.commit, change);
    EXPECT_EQ(model.most_at_once, 3U);
  }
}

TEST(Bisect, AnInterruptedSearchGoesOnWithoutBuildingAgain) {
  Model first(from(20));
  first.stop_after = 5;
  const BisectResult stopped = bisect(line_of(65), {}, first);
  ASSERT_EQ(stopped.end, BisectEnd::interrupted);
  Model second(from(20));
  const BisectResult result = bisect(line_of(65), {}, second, stopped.tested);
  ASSERT_EQ(result.end, BisectEnd::found);
  EXPECT_EQ(result.commit, 20U);
  for (const auto& [commit, tested] : first.noted)
    EXPECT_FALSE(tested.built && second.built.contains(commit)) << commit;
}

// 3 of 10 runs show it. Ten histories with other chance; a wrong answer of them would be far below
// the confidence that is asked for.
TEST(Bisect, AFlakyChangeIsFound) {
  for (unsigned seed = 1; seed <= 10; ++seed) {
    std::mt19937 chance(seed);
    Model model([&](std::size_t commit) {
      return commit >= 23 && chance() % 10 < 3 ? "child hung" : "child rc=0";
    });
    const BisectResult result = bisect(line_of(65), {}, model);
    ASSERT_EQ(result.end, BisectEnd::found) << seed << ": " << result.why;
    EXPECT_EQ(result.commit, 23U) << seed;
    EXPECT_GE(result.confidence, 0.99);
    EXPECT_FALSE(result.steady);
  }
}

TEST(Bisect, RunsThatDifferAsMuchAtBothEndsAreNoChange) {
  for (unsigned seed = 1; seed <= 10; ++seed) {
    std::mt19937 chance(seed);
    Model model([&](std::size_t) { return chance() % 10 < 3 ? "child hung" : "child rc=0"; });
    EXPECT_EQ(bisect(line_of(65), {}, model).end, BisectEnd::ends_do_not_differ) << seed;
  }
}

// Two branches from 0, merged in 9: 1-4 and 5-8. The change is on the second.
TEST(Bisect, AChangeOnABranchIsFoundBehindTheMerge) {
  auto commits = line_of(12);
  commits[5].parents = {0};
  commits[9].parents = {4, 8};
  Model model([](std::size_t commit) {
    return commit == 7 || commit == 8 || commit >= 9 ? "child hung" : "child rc=0";
  });
  const BisectResult result = bisect(commits, {}, model);
  ASSERT_EQ(result.end, BisectEnd::found);
  EXPECT_EQ(result.commit, 7U);
  EXPECT_GT(result.tested[6].runs(), 0U);
}

}  // namespace
}  // namespace forklab
