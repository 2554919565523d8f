#include "base/text.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace forklab {
namespace {

using Words = std::vector<std::string>;

TEST(Text, WordsAreJoinedBySeparatorsBetweenThem) {
  EXPECT_EQ(joined(Words{}), "");
  EXPECT_EQ(joined(Words{"a"}), "a");
  EXPECT_EQ(joined(Words{"a", "", "c"}), "a, , c");
  EXPECT_EQ(joined(Words{"", "b"}, "; "), "; b");
  EXPECT_EQ(joined(std::vector<std::filesystem::path>{"/a", "b/c"}, ";"), "/a;b/c");
}

TEST(Text, PaddedIsNeverCut) {
  EXPECT_EQ(padded("ab", 4), "ab  ");
  EXPECT_EQ(padded("abcd", 2), "abcd");
}

TEST(Text, TheLastLineIsWithoutItsLineFeeds) {
  EXPECT_EQ(last_line("a\nb\n\n"), "b");
  EXPECT_EQ(last_line(""), "");
}

}  // namespace
}  // namespace forklab
