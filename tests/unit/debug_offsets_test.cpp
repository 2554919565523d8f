#include "supervise/debug_offsets.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace forklab {
namespace {

// A table whose words hold their own number.
DebugTable numbered(std::uint64_t version) {
  DebugTable table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = i;
  std::memcpy(table.data(), "xdebugpy", 8);
  table[1] = version;
  return table;
}

// The words as counted in the header of each version. That a real process is read right is tested
// in tests/integration/supervisor_test.cpp.
struct Known {
  std::uint64_t version;
  std::uint64_t gil, native_thread_id, frame_owner, code_instructions, type_name, unicode_length;
};

TEST(DebugOffsets, AreFoundWhereEachVersionHasThem) {
  for (const Known& known :
       {Known{0x030d05f0, 15, 25, 33, 43, 47, 69}, Known{0x030e0af0, 16, 28, 36, 48, 53, 79},
        Known{0x030f02f0, 16, 31, 44, 56, 61, 91}}) {
    const auto offsets = offsets_in(numbered(known.version));
    ASSERT_TRUE(offsets) << offsets.error();
    EXPECT_EQ(offsets->interpreters_head, 5U);
    EXPECT_EQ(offsets->threads_head, 9U);
    EXPECT_EQ(offsets->gil, known.gil);
    EXPECT_EQ(offsets->native_thread_id, known.native_thread_id);
    EXPECT_EQ(offsets->frame_owner, known.frame_owner);
    EXPECT_EQ(offsets->code_instructions, known.code_instructions);
    EXPECT_EQ(offsets->type_name, known.type_name);
    EXPECT_EQ(offsets->unicode_length, known.unicode_length);
  }
}

TEST(DebugOffsets, AVersionThatIsNotKnownIsNamed) {
  EXPECT_EQ(offsets_in(numbered(0x031000f0)).error(), "no layout known for CPython 3.16");
  EXPECT_EQ(offsets_in(numbered(0x040000f0)).error(), "no layout known for CPython 4.0");
  EXPECT_EQ(offsets_in(DebugTable{}).error(), "");
}

}  // namespace
}  // namespace forklab
