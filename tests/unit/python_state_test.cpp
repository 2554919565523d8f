#include "supervise/python_state.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>

#include "supervise/debug_offsets.hpp"
#include "supervise/evidence.hpp"

namespace forklab {
namespace {

DebugTable table_of(unsigned major, unsigned minor) {
  DebugTable table{};
  std::memcpy(table.data(), "xdebugpy", 8);
  table[1] = std::uint64_t{major} << 24U | std::uint64_t{minor} << 16U;
  return table;
}

TEST(PythonState, IsNotReadFromWhatIsNoPython) {
  static const DebugTable zeros{};
  const auto of_zeros = python_state_of(::getpid(), reinterpret_cast<std::uintptr_t>(zeros.data()));
  ASSERT_FALSE(of_zeros);
  EXPECT_EQ(of_zeros.error(), "");
  EXPECT_FALSE(python_state_of(::getpid(), 8));
}

TEST(PythonState, OfAVersionWithoutALayoutIsMissedAloud) {
  static const DebugTable table = table_of(3, 16);
  const auto state = python_state_of(::getpid(), reinterpret_cast<std::uintptr_t>(table.data()));
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error(), "no layout known for CPython 3.16");
}

TEST(Evidence, ReadsTheKernelsTextOfASystemCall) {
  EXPECT_EQ(system_call_in("running\n"), "running");
  EXPECT_EQ(first_argument_in("202 0x7f8a10 0x189 0x0 0x0\n"), 0x7f8a10U);
  EXPECT_EQ(first_argument_in("running\n"), 0U);
}

}  // namespace
}  // namespace forklab
