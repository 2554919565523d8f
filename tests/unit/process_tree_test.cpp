#include "supervise/process_tree.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/file.hpp"
#include "supervise/run_clock.hpp"

namespace forklab {
namespace {

using namespace std::chrono_literals;

// The layout of proc_pid_stat(5): utime, stime, cutime and cstime are fields 14 to 17.
TEST(ProcessTree, ReadsAStatLine) {
  const long second = ::sysconf(_SC_CLK_TCK);
  const auto entry =
      parse_stat("42 (a) b) R 7 40 39 0 -1 4194560 101 0 3 0 " + std::to_string(2 * second) + " " +
                 std::to_string(second) + " " + std::to_string(3 * second) + " " +
                 std::to_string(4 * second) + " 20 0 1 0 12345 8892416 1165");
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->pid, 42);
  EXPECT_EQ(entry->name, "a) b");
  EXPECT_EQ(entry->state, 'R');
  EXPECT_EQ(entry->ppid, 7);
  EXPECT_EQ(entry->session, 39);
  EXPECT_EQ(entry->cpu_time, 10s);
}

TEST(ProcessTree, WhatIsNoStatLineIsNothing) {
  EXPECT_FALSE(parse_stat(""));
  EXPECT_FALSE(parse_stat("42 a R 7"));
  EXPECT_FALSE(parse_stat("42 (a) R"));
}

TEST(CpuWaits, TheSecondNumberIsTheTimeWithoutACpu) {
  EXPECT_EQ(cpu_wait_in("745802 46749 3\n"), std::chrono::nanoseconds(46749));
  EXPECT_EQ(cpu_wait_in(""), std::chrono::nanoseconds(0));
  EXPECT_EQ(cpu_wait_in("745802"), std::chrono::nanoseconds(0));
}

TEST(CpuWaits, OnlyWhatIsNewIsAdded) {
  const ProcessEntry self{.pid = ::getpid()};
  CpuWaits waits;
  waits.look_at({self});
  const auto first = waits.total();
  waits.look_at({self});
  const auto own = cpu_wait_in(
      read_file_or_empty("/proc/self/task/" + std::to_string(::gettid()) + "/schedstat"));
  EXPECT_GE(waits.total(), first);
  EXPECT_LE(waits.total(), own) << "what was seen before is counted again";
}

}  // namespace
}  // namespace forklab
