#include "base/suggest.hpp"

#include <gtest/gtest.h>

#include "axes/axes.hpp"
#include "base/glob.hpp"

namespace forklab {
namespace {

std::vector<std::string> names_of(const auto& rows) {
  std::vector<std::string> names;
  for (const AxisValue& value : rows) names.emplace_back(value.name);
  return names;
}

// Swaps every two neighbours of every value; how often another value, or none, is suggested.
int count_wrong(const std::vector<std::string>& names, int& swaps) {
  int wrong = 0;
  for (const std::string& name : names)
    for (std::size_t i = 0; i + 1 < name.size(); ++i) {
      std::string written = name;
      std::swap(written[i], written[i + 1]);
      if (written == name) continue;
      ++swaps;
      const std::string said = did_you_mean(written, names);
      if (said == "; did you mean \"" + name + "\"?") continue;
      ++wrong;
      ADD_FAILURE() << written << said;
    }
  return wrong;
}

TEST(DidYouMean, TwoSwappedLettersOfAnyAxisValueAreUnderstood) {
  int swaps = 0;
  EXPECT_EQ(count_wrong(names_of(forkers()), swaps), 0);
  EXPECT_EQ(count_wrong(names_of(scenes()), swaps), 0);
  EXPECT_EQ(count_wrong(names_of(child_works()), swaps), 0);
  EXPECT_EQ(count_wrong(names_of(waits()), swaps), 0);
  EXPECT_GT(swaps, 1000);
}

TEST(DidYouMean, TheNearestIsSuggestedNotTheFirst) {
  EXPECT_EQ(did_you_mean("rwa-thread", {"std-thread", "raw-thread"}),
            "; did you mean \"raw-thread\"?");
}

TEST(DidYouMean, OfSeveralThatAreAsNearTheFirstIsSuggested) {
  EXPECT_EQ(did_you_mean("gate", {"late", "gape", "date"}), "; did you mean \"late\"?");
}

TEST(DidYouMean, WithoutANearOneAFewAreListedAndManyAreNot) {
  EXPECT_EQ(did_you_mean("something", {"a", "b"}), "; there are: a, b");
  EXPECT_EQ(did_you_mean("something", std::vector<std::string>(31, "a")), "");
}

TEST(EditDistance, CountsEachSlipOnce) {
  EXPECT_EQ(edit_distance("fork", "fork"), 0U);
  EXPECT_EQ(edit_distance("fork", "frok"), 1U);
  EXPECT_EQ(edit_distance("fork", "forks"), 1U);
  EXPECT_EQ(edit_distance("fork", "ork"), 1U);
  EXPECT_EQ(edit_distance("fork", "fock"), 1U);
  EXPECT_EQ(edit_distance("ca", "abc"), 3U);  // a swapped letter is not touched again
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("abc", ""), 3U);
}

TEST(Glob, AStarStandsForAnyText) {
  EXPECT_TRUE(matches_glob("*", ""));
  EXPECT_TRUE(matches_glob("a*c", "abbc"));
  EXPECT_TRUE(matches_glob("*-in-*", "spawn-in-legacy"));
  EXPECT_TRUE(matches_glob("a*b*b", "axbxb"));
  EXPECT_FALSE(matches_glob("a*c", "abcd"));
  EXPECT_FALSE(matches_glob("", "a"));
}

}  // namespace
}  // namespace forklab
