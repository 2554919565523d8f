#include "status/exit_status.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace forklab {
namespace {

// What the kernel says of a real child that runs `end`.
template <class End>
int raw_status_of(End end, int options = 0) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    end();
    ::_exit(99);
  }
  int raw = 0;
  EXPECT_EQ(::waitpid(pid, &raw, options), pid);
  if (WIFSTOPPED(raw)) {
    ::kill(pid, SIGKILL);
    EXPECT_EQ(::waitpid(pid, nullptr, 0), pid);
  }
  return raw;
}

TEST(ExitStatus, SignalNineIsNotExitNine) {
  const auto exited = ExitStatus::from_raw(raw_status_of([] { ::_exit(9); }));
  const auto killed = ExitStatus::from_raw(raw_status_of([] { ::raise(SIGKILL); }));
  EXPECT_EQ(exited.text(), "rc=9");
  EXPECT_EQ(killed.text(), "signal=SIGKILL");
  EXPECT_NE(exited, killed);
  EXPECT_FALSE(killed.exit_code());
  EXPECT_FALSE(exited.signal());
}

TEST(ExitStatus, ExitCode137IsNotSigkill) {
  EXPECT_EQ(ExitStatus::from_raw(raw_status_of([] { ::_exit(137); })).text(), "rc=137");
}

TEST(ExitStatus, StoppedIsNotSignalled) {
  const auto stopped = ExitStatus::from_raw(raw_status_of([] { ::raise(SIGSTOP); }, WUNTRACED));
  EXPECT_EQ(stopped.kind(), ExitStatus::Kind::stopped);
  EXPECT_EQ(stopped.text(), "stopped=SIGSTOP");
}

TEST(ExitStatus, NamedConstructorsGiveTheStatusOfTheKernel) {
  EXPECT_EQ(ExitStatus::exited_with(3).raw(), raw_status_of([] { ::_exit(3); }));
  EXPECT_EQ(ExitStatus::killed_by(SIGTERM).raw(), raw_status_of([] { ::raise(SIGTERM); }));
  EXPECT_EQ(ExitStatus::stopped_by(SIGSTOP).raw(),
            raw_status_of([] { ::raise(SIGSTOP); }, WUNTRACED));
}

TEST(ExitStatus, CoreDumpedIsKeptApartFromTheSignal) {
  const auto with = ExitStatus::killed_by(SIGSEGV, true);
  const auto without = ExitStatus::killed_by(SIGSEGV, false);
  EXPECT_EQ(with.signal(), SIGSEGV);
  EXPECT_TRUE(with.core_dumped());
  EXPECT_FALSE(without.core_dumped());
  EXPECT_EQ(with.text(), without.text());
}

TEST(ExitStatus, RunningIsTheBeginning) {
  const ExitStatus status;
  EXPECT_EQ(status.text(), "running");
  EXPECT_FALSE(status.clean());
  EXPECT_FALSE(status.raw());
}

TEST(ExitStatus, NotStartedSaysStepAndReason) {
  const auto status = ExitStatus::failed_to_start("exec", ENOENT);
  EXPECT_EQ(status.text(), "not started (exec: No such file or directory)");
  EXPECT_FALSE(status.raw());
}

TEST(ExitStatus, OnlyExitZeroIsClean) {
  EXPECT_TRUE(ExitStatus::exited_with(0).clean());
  EXPECT_FALSE(ExitStatus::exited_with(1).clean());
  EXPECT_FALSE(ExitStatus::killed_by(SIGTERM).clean());
}

TEST(SignalName, RealTimeSignalsCountFromTheirFirst) {
  EXPECT_EQ(signal_name(SIGRTMIN), "SIGRTMIN");
  EXPECT_EQ(signal_name(SIGRTMIN + 3), "SIGRTMIN+3");
  EXPECT_EQ(signal_name(SIGCHLD), "SIGCHLD");
}

TEST(SignalName, NamesAreReadBack) {
  EXPECT_EQ(signal_named("SIGSEGV"), SIGSEGV);
  EXPECT_FALSE(signal_named("SIGNONSENSE"));
}

}  // namespace
}  // namespace forklab
