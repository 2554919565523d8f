#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>

#include <algorithm>
#include <sstream>

#include "base/error.hpp"
#include "leak_check.hpp"
#include "supervise/client.hpp"

namespace forklab {
namespace {

using namespace std::chrono_literals;
using Supervisor = LeakCheck;

// While it lives, what this thread starts runs on the CPU this thread is on.
class OneCpu {
 public:
  OneCpu() {
    EXPECT_EQ(::sched_getaffinity(0, sizeof before_, &before_), 0);
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(::sched_getcpu(), &one);
    EXPECT_EQ(::sched_setaffinity(0, sizeof one, &one), 0);
  }
  ~OneCpu() { ::sched_setaffinity(0, sizeof before_, &before_); }
  OneCpu(const OneCpu&) = delete;
  OneCpu& operator=(const OneCpu&) = delete;

 private:
  cpu_set_t before_{};
};

TEST_F(Supervisor, ReportsTheRawStatus) {
  EXPECT_EQ(run_supervised(request({"exit", "0"})).status.text(), "rc=0");
  EXPECT_EQ(run_supervised(request({"exit", "9"})).status.text(), "rc=9");
  EXPECT_EQ(run_supervised(request({"raise", "9"})).status.text(), "signal=SIGKILL");
  EXPECT_EQ(run_supervised(request({"exit", "137"})).status.text(), "rc=137");
  EXPECT_EQ(run_supervised(request({"raise", "6"})).status.text(), "signal=SIGABRT");
  EXPECT_EQ(run_supervised(request({"raise", "15"})).ended_by, EndedBy::itself);
}

TEST_F(Supervisor, NeverReportsItsOwnKill) {
  RunRequest hanging = request({"hang"});
  hanging.deadline = 100ms;
  const RunReport report = run_supervised(hanging);
  EXPECT_EQ(report.ended_by, EndedBy::deadline);
  EXPECT_EQ(report.status.kind(), ExitStatus::Kind::running);
}

TEST_F(Supervisor, EndsAProgramThatIgnoresSignals) {
  RunRequest stubborn = request({"ignore-signals"});
  stubborn.deadline = 100ms;
  EXPECT_EQ(run_supervised(stubborn).ended_by, EndedBy::deadline);
}

TEST_F(Supervisor, EndsAProgramThatSpins) {
  RunRequest spinning = request({"spin"});
  spinning.deadline = 200ms;
  EXPECT_EQ(run_supervised(spinning).ended_by, EndedBy::deadline);
}

// Three others on its CPU: 400 ms of work take at least a second.
TEST_F(Supervisor, GivesAStarvedProgramItsTime) {
  const OneCpu one_cpu;
  std::vector<SupervisedRun> others(3);
  for (SupervisedRun& other : others) other.start(supervisor_program(), request({"spin"}));
  RunRequest computing = request({"compute", "400"});
  computing.deadline = 500ms;
  const RunReport report = run_supervised(computing);
  EXPECT_EQ(report.status.text(), "rc=0");
  EXPECT_GT(report.seconds, 0.5);
}

// Alone it takes half a second; at its deadline it may be found asleep.
TEST_F(Supervisor, TimeWithoutACpuIsNotTheRuns) {
  const OneCpu one_cpu;
  std::vector<SupervisedRun> others(8);
  for (SupervisedRun& other : others) other.start(supervisor_program(), request({"spin"}));
  for (int i = 0; i < 3; ++i) {
    RunRequest half_asleep = request({"compute-and-sleep"});
    half_asleep.deadline = 800ms;
    const RunReport report = run_supervised(half_asleep);
    EXPECT_EQ(report.ended_by, EndedBy::itself);
    EXPECT_EQ(report.status.text(), "rc=0");
  }
}

TEST_F(Supervisor, EndsAProgramStuckInVfork) {
  RunRequest stuck = request({"hang-in-vfork", folder_.string()});
  stuck.deadline = 300ms;
  const RunReport report = run_supervised(stuck);
  EXPECT_EQ(report.ended_by, EndedBy::deadline);
  EXPECT_EQ(report.status.kind(), ExitStatus::Kind::running);
  ASSERT_EQ(report.evidence.size(), 2U) << "the parent and its child";
  ASSERT_EQ(report.evidence[0].threads.size(), 1U);
  EXPECT_EQ(report.evidence[0].threads[0].state, 'D');
  EXPECT_EQ(report.evidence[1].threads.at(0).system_call, "openat");
}

// The look at it would take for ever; the lifeline ends that, too.
TEST_F(Supervisor, AnInterruptEndsALook) {
  const std::string fifo = make_fifo();
  RunRequest stuck = request({"hang-in-vfork-ready", fifo});
  stuck.deadline = 50ms;
  SupervisedRun run;
  run.start(supervisor_program(), stuck);
  const UniqueFd helper = pidfd_of(wait_until_ready(fifo));
  run.cancel();
  EXPECT_TRUE(ends(helper));
}

TEST_F(Supervisor, KillingTheRunnerLeavesNothingStuckInVfork) {
  ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);  // the supervisor becomes ours
  const std::string fifo = make_fifo();
  const pid_t runner = ::fork();
  if (runner == 0) {
    RunRequest stuck = request({"hang-in-vfork-ready", fifo});
    stuck.deadline = 50ms;
    run_supervised(stuck);
    ::_exit(0);
  }
  wait_until_ready(fifo);
  ::kill(runner, SIGKILL);
  EXPECT_EQ(::waitpid(runner, nullptr, 0), runner);
  EXPECT_GT(::waitpid(-1, nullptr, 0), 0) << "the supervisor ends, and all that it has";
  ::prctl(PR_SET_CHILD_SUBREAPER, 0);
}

// Whoever was to read that it may go on is dead: the supervisor gets EPIPE, not SIGPIPE.
TEST_F(Supervisor, SurvivesACrashedProcessThatIsDead) {
  RunRequest crashing = request({"crash-unheard", std::string(event_fd_word)});
  crashing.events = true;
  for (int i = 0; i < 20; ++i) EXPECT_EQ(run_supervised(crashing).status.text(), "signal=SIGKILL");
}

// The look takes longer than the deadline.
TEST_F(Supervisor, WhatEndedByItselfDidNotHang) {
  RunRequest ending = request({"report-crash-and-exit", std::string(event_fd_word)});
  ending.events = true;
  ending.deadline = 1ms;
  for (int i = 0; i < 20; ++i) {
    const RunReport report = run_supervised(ending);
    EXPECT_EQ(report.status.clean(), report.ended_by == EndedBy::itself) << report.status.text();
  }
}

TEST_F(Supervisor, AStoppedProgramIsStoppedNotEnded) {
  RunRequest stopping = request({"stop"});
  stopping.deadline = 200ms;
  const RunReport report = run_supervised(stopping);
  EXPECT_EQ(report.ended_by, EndedBy::deadline);
  EXPECT_EQ(report.status.kind(), ExitStatus::Kind::stopped);
}

TEST_F(Supervisor, LeavesNoDescendantInAnotherSession) {
  const RunReport report = run_supervised(request({"leave-daemon"}));
  EXPECT_EQ(report.status.text(), "rc=7");
  ASSERT_EQ(report.survivors.size(), 2U);  // the one between ended by itself
  const auto daemon = std::find_if(report.survivors.begin(), report.survivors.end(),
                                   [](const auto& one) { return !one.ended_by_itself; });
  ASSERT_NE(daemon, report.survivors.end());
  EXPECT_TRUE(daemon->own_session);
  EXPECT_EQ(daemon->name, "test-helper");
}

TEST_F(Supervisor, LeavesNoStoppedDescendant) {
  const RunReport report = run_supervised(request({"leave-stopped-child"}));
  EXPECT_EQ(report.status.text(), "rc=0");
  EXPECT_EQ(report.survivors.size(), 1U);
}

TEST_F(Supervisor, LeavesNoDescendantThatIgnoresSignals) {
  EXPECT_EQ(run_supervised(request({"leave-stubborn-child"})).survivors.size(), 1U);
}

TEST_F(Supervisor, NamesWhatOutlivesTheProgram) {
  const RunReport report = run_supervised(request({"leave-child-that-ends"}));
  ASSERT_EQ(report.survivors.size(), 1U);
  EXPECT_TRUE(report.survivors.front().ended_by_itself);
  EXPECT_EQ(report.survivors.front().status.text(), "rc=5");
}

TEST_F(Supervisor, TakesEvidenceBeforeTheKill) {
  RunRequest hanging = request({"hang-in-threads", "2"});
  hanging.deadline = 200ms;
  const RunReport report = run_supervised(hanging);
  ASSERT_EQ(report.evidence.size(), 1U);
  ASSERT_EQ(report.evidence.front().threads.size(), 3U);
  for (const ThreadEvidence& thread : report.evidence.front().threads) {
    EXPECT_EQ(thread.state, 'S');
    EXPECT_EQ(thread.name, "test-helper");
    EXPECT_EQ(thread.system_call, "pause");
  }
}

// FORKLAB_TEST_PYTHONS, separated by colons: one CPython of each minor version, since each lays out
// its structures in its own way. Without it, FORKLAB_TEST_PYTHON; without that, none.
std::vector<std::string> pythons() {
  const char* list = std::getenv("FORKLAB_TEST_PYTHONS");
  if (list == nullptr) list = std::getenv("FORKLAB_TEST_PYTHON");
  std::vector<std::string> paths;
  std::istringstream stream(list == nullptr ? "" : list);
  for (std::string path; std::getline(stream, path, ':');) paths.push_back(path);
  return paths;
}

// What a real CPython that hangs says of itself; the first process first.
std::vector<ProcessEvidence> evidence_of_script(RunRequest python, const std::string& program,
                                                const char* source) {
  python.argv = {program, "-I", "-c", source};
  python.deadline = 3s;
  return run_supervised(python).evidence;
}

bool has(const std::vector<std::string>& lines, const std::string& line) {
  return std::find(lines.begin(), lines.end(), line) != lines.end();
}

void expect_python_frames(const std::vector<ProcessEvidence>& evidence) {
  ASSERT_EQ(evidence.size(), 2U);
  EXPECT_EQ(evidence[0].threads.at(0).waits_for, "wait4");
  EXPECT_TRUE(has(evidence[0].threads.at(0).python, "interpreter 0: <module> (<string>:13)"));
  ASSERT_EQ(evidence[1].threads.size(), 2U);
  const ThreadEvidence& wants = evidence[1].threads[0];
  const ThreadEvidence& sleeps = evidence[1].threads[1];
  EXPECT_EQ(wants.python, (std::vector<std::string>{"interpreter 0: want (<string>:5)",
                                                    "interpreter 0: <module> (<string>:12)"}));
  EXPECT_EQ(wants.waits_for, "a _thread.lock, whose holder CPython does not note");
  EXPECT_EQ(sleeps.waits_for, "clock_nanosleep");
  EXPECT_TRUE(has(sleeps.python, "interpreter 1: <module> (<script>:2)"));
  EXPECT_TRUE(has(sleeps.python, "interpreter 0: sleep (<string>:10)"));
}

TEST_F(Supervisor, SeesThePythonFramesOfEveryInterpreterOfAChild) {
  if (pythons().empty()) GTEST_SKIP() << "needs FORKLAB_TEST_PYTHONS";
  for (const std::string& python : pythons()) {
    SCOPED_TRACE(python);
    expect_python_frames(evidence_of_script(request({}), python, R"py(
import os, threading, _interpreters
lock = threading.Lock()
def want():
    with lock: pass
lock.acquire()
if os.fork() == 0:
    interpreter = _interpreters.create('isolated')
    def sleep():
        _interpreters.run_string(interpreter, 'import time\ntime.sleep(1000)')
    threading.Thread(target=sleep).start()
    want()
os.wait()
)py"));
  }
}

TEST_F(Supervisor, SeesWhoHasARecursiveLock) {
  if (pythons().empty()) GTEST_SKIP() << "needs FORKLAB_TEST_PYTHONS";
  const auto evidence = evidence_of_script(request({}), pythons().front(), R"py(
import os, threading
lock, held, done = threading.RLock(), threading.Event(), threading.Event()
def hold():
    with lock:
        held.set()
        done.wait()
threading.Thread(target=hold).start()
held.wait()
if os.fork() == 0:
    lock.acquire()
lock.acquire()
)py");
  ASSERT_EQ(evidence.size(), 2U);
  EXPECT_EQ(evidence[0].threads.at(0).waits_for, "a _thread.RLock, held by another thread");
  // Of the threads only the one that forked is in the child.
  EXPECT_EQ(evidence[1].threads.at(0).waits_for,
            "a _thread.RLock, held by a thread that is not in this process");
}

TEST_F(Supervisor, SeesWhoHasTheGil) {
  if (pythons().empty()) GTEST_SKIP() << "needs FORKLAB_TEST_PYTHONS";
  // start() waits for the thread, and so gives the GIL away. To get it back it waits once, and not
  // every 5 ms anew, when a look might come in between.
  const auto evidence = evidence_of_script(request({}), pythons().front(), R"py(
import ctypes, sys, threading
sys.setswitchinterval(1000)
threading.Thread(target=ctypes.PyDLL(None).sleep, args=(1000,)).start()
)py");
  ASSERT_EQ(evidence.size(), 1U);
  ASSERT_EQ(evidence[0].threads.size(), 2U);
  EXPECT_EQ(evidence[0].threads[0].waits_for, "the GIL of interpreter 0, held by another thread");
  EXPECT_EQ(evidence[0].threads[1].waits_for, "clock_nanosleep");
}

TEST_F(Supervisor, ClosedOutputIsNotTheEnd) {
  EXPECT_EQ(run_supervised(request({"close-output", "11"})).status.text(), "rc=11");
}

TEST_F(Supervisor, GrandchildHoldingThePipeIsNotWaitedFor) {
  RunRequest leaving = request({"leave-daemon"});
  leaving.deadline = 60s;
  const RunReport report = run_supervised(leaving);
  EXPECT_EQ(report.ended_by, EndedBy::itself);
  EXPECT_EQ(report.status.text(), "rc=7");
}

TEST_F(Supervisor, StopsAFloodAndKeepsBothEndsOfIt) {
  RunRequest flooding = request({"flood"});
  flooding.output_limit = 1U << 20U;
  flooding.deadline = 60s;
  const RunReport report = run_supervised(flooding);
  EXPECT_EQ(report.ended_by, EndedBy::output_limit);
  EXPECT_GT(report.standard_output.dropped, 0U);
  EXPECT_LT(report.standard_output.text.size(), 1U << 20U);
}

TEST_F(Supervisor, KeepsTheStreamsApart) {
  const RunReport report = run_supervised(request({"print", "to stdout"}));
  EXPECT_EQ(report.standard_output.text, "to stdout");
  EXPECT_EQ(report.standard_error.text, "to stderr");
}

TEST_F(Supervisor, StartsAProgramWithNothingInherited) {
  ::setenv("PYTHONHOME", "/nowhere", 1);
  const int leaked = ::open("/dev/null", O_RDONLY);  // not close-on-exec
  const RunReport report = run_supervised(request({"show-surroundings"}));
  ::close(leaked);
  ::unsetenv("PYTHONHOME");
  EXPECT_EQ(report.standard_output.text,
            "env PATH=/usr/bin:/bin\nenv " + mark_ + "\nfd 0\nfd 1\nfd 2\ncwd /\nsid-is-own 1\n");
}

TEST_F(Supervisor, SaysWhichStepOfTheStartFailed) {
  RunRequest absent = request({});
  absent.argv = {"/no/such/program"};
  EXPECT_EQ(run_supervised(absent).status.text(), "not started (exec: No such file or directory)");
  RunRequest no_folder = request({"exit", "0"});
  no_folder.folder = "/no/such/folder";
  EXPECT_EQ(run_supervised(no_folder).status.text(),
            "not started (chdir: No such file or directory)");
  RunRequest no_program = request({});
  no_program.argv = {"/etc/passwd"};
  EXPECT_EQ(run_supervised(no_program).status.text(), "not started (exec: Permission denied)");
}

TEST_F(Supervisor, EndsWithItsLifeline) {
  const std::string fifo = make_fifo();
  SupervisedRun run;
  run.start(supervisor_program(), request({"hang-ready", fifo}));
  const UniqueFd helper = pidfd_of(wait_until_ready(fifo));
  run.cancel();
  EXPECT_TRUE(ends(helper));
  while (!run.finished()) {
    pollfd polled{run.fd(), POLLIN, 0};
    ::poll(&polled, 1, -1);
    run.on_readable();
  }
  EXPECT_EQ(run.take().ended_by, EndedBy::interrupt);
}

TEST_F(Supervisor, DestroyingARunEndsIt) {
  const std::string fifo = make_fifo();
  UniqueFd helper;
  {
    SupervisedRun run;
    run.start(supervisor_program(), request({"hang-ready", fifo}));
    helper = pidfd_of(wait_until_ready(fifo));
  }
  EXPECT_TRUE(ends(helper));
}

TEST_F(Supervisor, KillingTheRunnerLeavesNothing) {
  const std::string fifo = make_fifo();
  const pid_t runner = ::fork();
  if (runner == 0) {
    run_supervised(request({"hang-ready", fifo}));
    ::_exit(0);
  }
  const UniqueFd helper = pidfd_of(wait_until_ready(fifo));
  ::kill(runner, SIGKILL);
  EXPECT_EQ(::waitpid(runner, nullptr, 0), runner);
  EXPECT_TRUE(ends(helper));
}

TEST_F(Supervisor, AbsentSupervisorIsALabError) {
  SupervisedRun run;
  EXPECT_THROW(run.start("/no/such/forklab-supervise", request({"exit", "0"})), LabError);
}

}  // namespace
}  // namespace forklab
