#include "status/wait_child.hpp"

#include <gtest/gtest.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "base/unique_fd.hpp"

namespace forklab {
namespace {

template <class End>
pid_t child_that(End end) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    end();
    ::_exit(0);
  }
  return pid;
}

TEST(WaitChild, CleanExitIsOkByDefault) {
  const auto result = wait_child(child_that([] {}));
  ASSERT_TRUE(result);
  EXPECT_TRUE(result->ok);
  EXPECT_EQ(result->status.text(), "rc=0");
}

TEST(WaitChild, AnyOtherEndIsOkWhenOneIsExpected) {
  const WaitChildOptions expecting_death{.expect_exit_ok = false};
  EXPECT_TRUE(wait_child(child_that([] { ::_exit(3); }), expecting_death)->ok);
  EXPECT_TRUE(wait_child(child_that([] { ::raise(SIGKILL); }), expecting_death)->ok);
  EXPECT_FALSE(wait_child(child_that([] {}), expecting_death)->ok);
}

TEST(WaitChild, ReapsOnlyItsChild) {
  const pid_t other = child_that([] { ::_exit(5); });
  const pid_t pid = child_that([] { ::_exit(6); });
  EXPECT_EQ(wait_child(pid)->status.text(), "rc=6");
  EXPECT_EQ(wait_child(other)->status.text(), "rc=5");
}

TEST(WaitChild, SaysThatAPidIsNoChild) {
  const auto result = wait_child(1);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error(), std::errc::no_child_process);
  EXPECT_EQ(wait_child_error_text(1, result.error()),
            "pid 1 is not a child of this process, or was already reaped");
}

TEST(WaitChild, NeverWaitsForJustAnyChild) {
  const pid_t pid = child_that([] { ::_exit(4); });
  EXPECT_EQ(wait_child(-1).error(), std::errc::invalid_argument);
  EXPECT_EQ(wait_child(0).error(), std::errc::invalid_argument);
  EXPECT_EQ(wait_child(pid)->status.text(), "rc=4") << "somebody else took it";
}

int alarms = 0;

TEST(WaitChild, GoesOnAfterASignal) {
  Pipe pipe = make_pipe();
  const pid_t pid = child_that([&pipe] {
    char byte;
    if (::read(pipe.read_end.get(), &byte, 1) != 1) ::_exit(1);
  });
  alarms = 0;
  struct sigaction handler {};
  handler.sa_handler = [](int) { ++alarms; };  // without SA_RESTART
  struct sigaction before {};
  ::sigaction(SIGALRM, &handler, &before);
  const itimerval often{{0, 5000}, {0, 5000}};
  ::setitimer(ITIMER_REAL, &often, nullptr);
  WaitChildOptions options;
  bool released = false;
  options.keep_waiting = [&] {
    if (alarms >= 3 && !released) released = ::write(pipe.write_end.get(), ".", 1) == 1;
    return true;
  };
  const auto result = wait_child(pid, options);
  const itimerval never{};
  ::setitimer(ITIMER_REAL, &never, nullptr);
  ::sigaction(SIGALRM, &before, nullptr);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->status.text(), "rc=0");
  EXPECT_GE(alarms, 3);
}

}  // namespace
}  // namespace forklab
