#include "supervise/location_table.hpp"

#include <gtest/gtest.h>

#include <array>

namespace forklab {
namespace {

// co_linetable and list(co_lines()) as CPython 3.11 gives them for a function whose lines go back
// and forth: 1 def f(a): 2 b = [ 3 a, 5 a + 1] 7 return (b, 8 a).
constexpr std::array<unsigned char, 37> table = {
    0x80, 0x00, 0xe0, 0x08, 0x09, 0xe0, 0x08, 0x09, 0x88, 0x41, 0x89, 0x05, 0xf0,
    0x07, 0x03, 0x09, 0x0f, 0x80, 0x41, 0xf0, 0x0a, 0x00, 0x0d, 0x0e, 0xd8, 0x06,
    0x07, 0xf0, 0x03, 0x01, 0x0c, 0x09, 0xf0, 0x00, 0x01, 0x05, 0x09};

TEST(LocationTable, GivesTheLinesThatCPythonGives) {
  const std::string bytes(table.begin(), table.end());
  // Offset of an instruction, its line.
  const std::array<std::pair<int, int>, 11> lines = {{{0, 1},
                                                      {2, 3},
                                                      {4, 5},
                                                      {6, 5},
                                                      {8, 5},
                                                      {10, 5},
                                                      {12, 2},
                                                      {16, 7},
                                                      {18, 8},
                                                      {20, 7},
                                                      {22, 7}}};
  for (const auto& [offset, line] : lines)
    EXPECT_EQ(line_in_location_table(bytes, 1, static_cast<std::uint64_t>(offset)), line) << offset;
}

TEST(LocationTable, SaysNothingBeyondItsEnd) {
  EXPECT_EQ(line_in_location_table(std::string(table.begin(), table.end()), 1, 1000), 0);
  EXPECT_EQ(line_in_location_table("", 1, 0), 0);
}

}  // namespace
}  // namespace forklab
