#include "run/conditions.hpp"

#include <gtest/gtest.h>

namespace forklab {
namespace {

TEST(Conditions, TheProcessItselfSaysWhetherItIsPid1) {
  RunReport report;
  report.pid = 4711;
  report.events = {Event{EventKind::checkpoint, 1}, Event{EventKind::checkpoint, 2}};
  EXPECT_TRUE(was_pid_1(report));
  report.events.front().pid = 4711;
  EXPECT_FALSE(was_pid_1(report)) << "a child with PID 1 is another process";
}

TEST(Conditions, OfAScriptTheSupervisorSaysIt) {
  RunReport report;
  report.pid = 4711;
  EXPECT_FALSE(was_pid_1(report));
  report.pid = 1;
  EXPECT_TRUE(was_pid_1(report));
}

}  // namespace
}  // namespace forklab
