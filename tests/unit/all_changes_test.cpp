// Several changes in made-up histories: each range is searched as it is in a real one.
#include "bisect/all_changes.hpp"

#include <gtest/gtest.h>

#include <random>

#include "model_workshop.hpp"

namespace forklab {
namespace {

// A history, and what is asked of it.
class Ranges {
 public:
  Ranges(std::vector<Commit> history, Shows shows)
      : history_(std::move(history)), shows_(std::move(shows)) {}

  // The changes that are found between the two, by their place in the history.
  std::vector<std::size_t> changes_between(std::size_t good, std::size_t bad) {
    std::vector<std::size_t> changes;
    const auto answers = all_changes(
        search(good, bad),
        [this](const Commit& older, const Commit& newer) {
          const std::size_t from = place_of(older), to = place_of(newer);
          EXPECT_TRUE(is_before(from, to)) << from << " is no ancestor of " << to;
          EXPECT_TRUE(asked.insert({from, to}).second) << from << ".." << to << " asked again";
          if (testing::Test::HasFailure() || asked.size() > stop_after)
            return interrupted(from, to);
          return search(from, to);
        },
        [this](const Commit& older, const Commit& newer) {
          return is_before(place_of(older), place_of(newer));
        });
    for (const Searched& answer : answers) {
      EXPECT_EQ(answer.result.end, BisectEnd::found);
      changes.push_back(place_of(answer.commits[answer.result.commit]));
    }
    return changes;
  }

  std::set<std::size_t> broken;
  std::set<std::pair<std::size_t, std::size_t>> asked;  // after the first
  std::size_t stop_after = 1000;

 private:
  [[nodiscard]] std::size_t place_of(const Commit& commit) const {
    for (std::size_t i = 0; i < history_.size(); ++i)
      if (history_[i].id == commit.id) return i;
    ADD_FAILURE() << "no commit of the history: " << commit.id;
    return 0;
  }

  [[nodiscard]] bool is_before(std::size_t older, std::size_t newer) const {
    if (older == newer) return true;
    return std::any_of(history_[newer].parents.begin(), history_[newer].parents.end(),
                       [&](std::size_t parent) { return is_before(older, parent); });
  }

  // As Repository::range() has them: parents that are not in the range are none.
  [[nodiscard]] std::vector<Commit> range(std::size_t good, std::size_t bad) const {
    std::map<std::size_t, std::size_t> known = {{good, 0}};
    std::vector<Commit> commits = {history_[good]};
    commits[0].parents.clear();
    commits[0].weight = 0;
    commits[0].same_as = 0;
    for (std::size_t i = 0; i < history_.size(); ++i) {
      if (!is_before(i, bad) || is_before(i, good)) continue;
      Commit commit = history_[i];
      commit.parents.clear();
      for (const std::size_t parent : history_[i].parents)
        if (const auto found = known.find(parent); found != known.end())
          commit.parents.push_back(found->second);
      commit.same_as = commit.weight == 0 && !commit.parents.empty()
                           ? commits[commit.parents.front()].same_as
                           : commits.size();
      known[i] = commits.size();
      commits.push_back(std::move(commit));
    }
    return commits;
  }

  [[nodiscard]] Searched search(std::size_t good, std::size_t bad) const {
    Searched searched{range(good, bad), {}};
    Model model([&](std::size_t commit) { return shows_(place_of(searched.commits[commit])); });
    for (std::size_t i = 0; i < searched.commits.size(); ++i)
      if (broken.contains(place_of(searched.commits[i]))) model.broken.insert(i);
    searched.result = bisect(searched.commits, {}, model);
    return searched;
  }

  [[nodiscard]] Searched interrupted(std::size_t good, std::size_t bad) const {
    Searched searched{range(good, bad), {}};
    searched.result.end = BisectEnd::interrupted;
    searched.result.tested.resize(searched.commits.size());
    return searched;
  }

  const std::vector<Commit> history_;
  const Shows shows_;
};

using Places = std::vector<std::size_t>;

// rc=0 before the first of them, rc=1 from there on, ...
Shows steps(const Places& changes) {
  return [changes](std::size_t commit) {
    return "script rc=" +
           std::to_string(std::count_if(changes.begin(), changes.end(),
                                        [&](std::size_t change) { return change <= commit; }));
  };
}

TEST(AllChanges, SeveralAreFoundInTheHistorysOrder) {
  for (const Places& changes :
       {Places{10, 20, 30}, Places{1, 2, 40}, Places{7, 8, 9}, Places{1, 40}}) {
    Ranges ranges(line_of(41), steps(changes));
    EXPECT_EQ(ranges.changes_between(0, 40), changes);
  }
}

TEST(AllChanges, OneChangeIsAskedForOnce) {
  Ranges ranges(line_of(41), steps({17}));
  EXPECT_EQ(ranges.changes_between(0, 40), Places{17});
  EXPECT_TRUE(ranges.asked.empty());
}

// What is tested first, 32, shows neither what the one end does nor what the other one does.
TEST(AllChanges, AChangeBackIsOneToo) {
  Ranges ranges(line_of(65), [](std::size_t commit) {
    if (commit >= 50) return "child hung";
    return commit >= 20 && commit < 40 ? "child rc=1" : "child rc=0";
  });
  EXPECT_EQ(ranges.changes_between(0, 64), (Places{20, 40, 50}));
}

TEST(AllChanges, WhatIsUndoneBetweenTestedRevisionsStaysUnseen) {
  Ranges ranges(line_of(65), [](std::size_t commit) {
    return commit == 5 || commit >= 50 ? "child hung" : "child rc=0";
  });
  EXPECT_EQ(ranges.changes_between(0, 64), Places{50});
  EXPECT_TRUE(ranges.asked.empty()) << "between revisions that do the same nothing is asked";
}

// One run in ten shows it before the change, six after. The few runs of a revision may show it or
// not, by chance: then the range between two that differ is searched, and there is no change.
TEST(AllChanges, RunsThatDifferAreNoChangesOfTheirOwn) {
  std::size_t asked = 0;
  for (unsigned seed = 1; seed <= 10; ++seed) {
    std::mt19937 chance(seed);
    Ranges ranges(line_of(65), [&](std::size_t commit) {
      return chance() % 10 < (commit >= 23 ? 6 : 1) ? "child hung" : "child rc=0";
    });
    EXPECT_EQ(ranges.changes_between(0, 64), Places{23}) << seed;
    asked += ranges.asked.size();
  }
  EXPECT_GT(asked, 0U) << "no run by chance did what the test is about";
}

// The ends of which one is flaky and the other is not; a steady change is between them, too.
TEST(AllChanges, ASteadyChangeBesideAFlakyOneIsFound) {
  std::mt19937 chance(1);
  Ranges ranges(line_of(65), [&](std::size_t commit) {
    if (commit < 20) return "child rc=0";
    if (commit < 45) return "child rc=7";
    return chance() % 10 < 3 ? "child hung" : "child rc=7";
  });
  EXPECT_EQ(ranges.changes_between(0, 64), (Places{20, 45}));
}

// Two branches from 0, merged in 9: 1-4 and 5-8. They do not do the same, and there is no change
// from one to the other; Ranges fails when it is asked for one.
TEST(AllChanges, BetweenBranchesNothingIsAsked) {
  auto history = line_of(12);
  history[5].parents = {0};
  history[9].parents = {4, 8};
  const Places shown = {0, 0, 0, 1, 1, 0, 0, 2, 2, 3, 3, 3};
  Ranges ranges(history,
                [&](std::size_t commit) { return "script rc=" + std::to_string(shown[commit]); });
  const Places changes = ranges.changes_between(0, 11);
  EXPECT_TRUE(std::find(changes.begin(), changes.end(), 3U) != changes.end());
}

// From 0 come both the good end, 10, and a branch, 11-14, which is merged in 15. What 15 has and 14
// has not are 1 to 10 as well, which are not in the range that was asked for.
TEST(AllChanges, NothingIsFoundBeforeTheGoodEnd) {
  auto history = line_of(20);
  history[11].parents = {0};
  history[15].parents = {10, 14};
  const Places shown = {0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2, 0, 0, 1, 1, 3, 3, 3, 3, 3};
  Ranges ranges(history,
                [&](std::size_t commit) { return "script rc=" + std::to_string(shown[commit]); });
  for (const std::size_t change : ranges.changes_between(10, 19)) EXPECT_GT(change, 10U);
  EXPECT_TRUE(ranges.asked.contains({14, 15}));
}

// All that is between is broken; the last commit is what the one before it is.
TEST(AllChanges, TheWholeRangeIsNotAskedAgain) {
  auto history = line_of(8);
  history[7].weight = 0;
  Ranges ranges(history, steps({4}));
  ranges.broken = {1, 2, 3, 4, 5};
  EXPECT_EQ(ranges.changes_between(0, 7), Places());
  EXPECT_TRUE(ranges.asked.empty());
}

// The change that the whole range hides among what cannot be tested is none; those beside it are.
TEST(AllChanges, ANarrowedRangeIsGoneOnFrom) {
  Ranges ranges(line_of(65), steps({30, 50}));
  ranges.broken = {29, 30};
  EXPECT_EQ(ranges.changes_between(0, 64), Places{50});
}

TEST(AllChanges, AnInterruptKeepsWhatWasFound) {
  Ranges whole(line_of(65), steps({10, 20, 30})), stopped(line_of(65), steps({10, 20, 30}));
  EXPECT_EQ(whole.changes_between(0, 64), (Places{10, 20, 30}));
  EXPECT_GT(whole.asked.size(), 2U);
  stopped.stop_after = 1;
  const Places found = stopped.changes_between(0, 64);
  EXPECT_EQ(stopped.asked.size(), 2U) << "nothing is asked after the interrupt";
  EXPECT_FALSE(found.empty());
  EXPECT_LT(found.size(), 3U);
}

}  // namespace
}  // namespace forklab
