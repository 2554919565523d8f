#include "outcome/outcome.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace forklab {
namespace {

constexpr pid_t parent = 100;
constexpr pid_t child = 101;

Event at(pid_t pid, Checkpoint checkpoint) {
  Event event{EventKind::checkpoint};
  event.pid = pid;
  event.ppid = pid == parent ? 1 : parent;
  event.value = static_cast<std::int64_t>(checkpoint);
  return event;
}

Event by_parent(EventKind kind, std::string text, std::int64_t value = 0, std::int64_t other = 0) {
  Event event{kind, parent, 1, value, other};
  event.text = std::move(text);
  return event;
}

Event waited(ExitStatus status) { return by_parent(EventKind::waited, "", *status.raw(), child); }

RunReport report_with(std::vector<Event> events) {
  RunReport report;
  report.pid = parent;
  report.status = ExitStatus::exited_with(0);
  report.events = std::move(events);
  return report;
}

std::vector<Event> forked_and(std::initializer_list<Event> more) {
  std::vector<Event> events = {at(parent, Checkpoint::scene_set),
                               at(parent, Checkpoint::before_fork), at(child, Checkpoint::forked)};
  events.insert(events.end(), more);
  return events;
}

std::string signature_of_report(const RunReport& report) {
  return signature_of(outcome_of(report));
}

TEST(Outcome, ChildThatDidItsWorkAndExitedLives) {
  const auto signature = signature_of_report(report_with(
      forked_and({at(child, Checkpoint::work_done), waited(ExitStatus::exited_with(0))})));
  EXPECT_EQ(signature, "child rc=0");
  EXPECT_EQ(fate_of(signature), Fate::lives);
}

TEST(Outcome, ExitZeroWithoutTheWorkIsNotLiving) {
  const auto signature =
      signature_of_report(report_with(forked_and({waited(ExitStatus::exited_with(0))})));
  EXPECT_EQ(signature, "child rc=0; after forked");
  EXPECT_EQ(fate_of(signature), Fate::dies);
}

Event fact_of(pid_t pid, std::string text) {
  Event event{EventKind::fact, pid, pid == parent ? 1 : parent};
  event.text = std::move(text);
  return event;
}

TEST(Outcome, ChildThatEndsAsItAskedLives) {
  const auto signature = signature_of_report(
      report_with(forked_and({fact_of(child, "asked rc=7"), at(child, Checkpoint::work_done),
                              waited(ExitStatus::exited_with(7))})));
  EXPECT_EQ(signature, "child rc=7 as asked");
  EXPECT_EQ(fate_of(signature), Fate::lives);
}

TEST(Outcome, ChildWhoseExitCodeIsLostLoses) {
  const auto signature = signature_of_report(
      report_with(forked_and({fact_of(child, "asked rc=7"), at(child, Checkpoint::work_done),
                              waited(ExitStatus::exited_with(0))})));
  EXPECT_EQ(signature, "child rc=0 instead of rc=7");
  EXPECT_EQ(fate_of(signature), Fate::loses);
  EXPECT_EQ(fate_of("child signal=SIGSEGV instead of rc=7"), Fate::dies);
  EXPECT_EQ(fate_of("child status unknown; waitpid: ChildProcessError"), Fate::loses);
}

TEST(Outcome, FactsOfTheParentComeLastWhateverCameFirst) {
  const auto signature = signature_of_report(report_with(
      forked_and({fact_of(parent, "p=1"), fact_of(child, "c=1"), at(child, Checkpoint::work_done),
                  waited(ExitStatus::exited_with(0))})));
  EXPECT_EQ(signature, "child rc=0; c=1; p=1");
}

TEST(Outcome, CrashFramesBeginBehindTheHandlerAndEndAtTheScenario) {
  RunReport report = report_with(forked_and({waited(ExitStatus::killed_by(SIGSEGV))}));
  report.crashes = {{child, parent, "python", false, {{}, {}}}};
  report.crashes.front().threads[0].frames = {"futex"};
  report.crashes.front().threads[1].frames = {"read", "forklab_crash_handler", "[libc.so.6]", "f",
                                              "g",    "_ZN7forklab1hEv"};
  const Outcome outcome = outcome_of(report);
  EXPECT_EQ(outcome.child.frames, (std::vector<std::string>{"f", "g"}));
  EXPECT_TRUE(outcome.parent.frames.empty());
}

TEST(Outcome, AScriptIsJudgedByItsOwnEnd) {
  RunReport report;
  report.status = ExitStatus::exited_with(0);
  EXPECT_EQ(signature_of(outcome_of_script(report)), "script rc=0");
  report.survivors = {{7, "python", true, false, {}}};
  EXPECT_EQ(signature_of(outcome_of_script(report)),
            "script rc=0; survivor descendant in its own session");
  report.ended_by = EndedBy::deadline;
  EXPECT_EQ(signature_of(outcome_of_script(report)), "script hung");
  EXPECT_EQ(fate_of("script hung"), Fate::hangs);
  EXPECT_EQ(fate_of("script rc=1"), Fate::dies);
  EXPECT_EQ(fate_of("script rc=0"), Fate::lives);
  EXPECT_EQ(fate_of("script rc=01"), Fate::dies);
}

TEST(Outcome, ControlOnAReleaseBuildExitsWithOneAndTheFatalError) {
  RunReport report = report_with(forked_and({waited(ExitStatus::exited_with(1))}));
  report.child_standard_error.text = "Fatal Python error: f: not main interpreter\n";
  const auto signature = signature_of_report(report);
  EXPECT_EQ(signature, "child rc=1; after forked; fatal f: not main interpreter");
  EXPECT_EQ(fate_of(signature), Fate::dies);
}

TEST(Outcome, LastWordsOfTheChildAreNotTheParents) {
  RunReport report = report_with(
      forked_and({at(child, Checkpoint::work_done), waited(ExitStatus::exited_with(0))}));
  report.standard_error.text = "Fatal Python error: f: in the parent\n";
  report.status = ExitStatus::killed_by(SIGABRT);
  EXPECT_EQ(signature_of_report(report),
            "child rc=0; parent signal=SIGABRT; parent fatal f: in the parent");
}

TEST(Outcome, SignalOfTheChildIsNamed) {
  const auto signature =
      signature_of_report(report_with(forked_and({waited(ExitStatus::killed_by(SIGSEGV))})));
  EXPECT_EQ(signature, "child signal=SIGSEGV; after forked");
}

TEST(Outcome, CoreDumpMakesNoOtherSignature) {
  EXPECT_EQ(
      signature_of_report(report_with(forked_and({waited(ExitStatus::killed_by(SIGSEGV, true))}))),
      signature_of_report(
          report_with(forked_and({waited(ExitStatus::killed_by(SIGSEGV, false))}))));
}

TEST(Outcome, RefusedForkHasNoChild) {
  const auto signature = signature_of_report(report_with(
      {at(parent, Checkpoint::before_fork), by_parent(EventKind::raised, "RuntimeError: no")}));
  EXPECT_EQ(signature, "no fork; raised RuntimeError: no");
  EXPECT_EQ(fate_of(signature), Fate::refused);
}

TEST(Outcome, ChildStillThereAtTheDeadlineHangs) {
  RunReport report = report_with(forked_and({at(child, Checkpoint::work_begun)}));
  report.status = {};
  report.ended_by = EndedBy::deadline;
  report.survivors.push_back({child, "python", false, false, {}});
  const Outcome outcome = outcome_of(report);
  EXPECT_EQ(signature_of(outcome), "child hung; after work-begun");
  EXPECT_EQ(fate_of(signature_of(outcome)), Fate::hangs);
  EXPECT_TRUE(outcome.survivors.empty()) << "who is killed with the parent did not outlive it";
}

TEST(Outcome, ParentThatHangsAfterItsChildEndedIsSaid) {
  RunReport report = report_with(
      forked_and({at(child, Checkpoint::work_done), waited(ExitStatus::exited_with(0))}));
  report.status = {};
  report.ended_by = EndedBy::deadline;
  EXPECT_EQ(signature_of_report(report), "child rc=0; parent hung");
  EXPECT_EQ(fate_of("child rc=0; parent hung"), Fate::hangs);
}

// A report of a child that was killed, with a look at its first thread.
RunReport hung_child(const std::string& waits_for) {
  RunReport report = report_with(forked_and({at(child, Checkpoint::work_begun)}));
  report.ended_by = EndedBy::deadline;
  report.survivors.push_back({child, "python", false, false, ExitStatus()});
  ThreadEvidence first, second;
  first.tid = child, first.waits_for = waits_for, first.python = {"interpreter 0: f (f.py:1)"};
  second.tid = child + 1, second.waits_for = "read";
  report.evidence = {{parent, 1, "python", false, {{.tid = parent, .waits_for = "wait4"}}, {}},
                     {child, parent, "python", false, {first, second}, {}}};
  return report;
}

TEST(Outcome, HungChildTellsWhereItsFirstThreadStands) {
  const Outcome outcome = outcome_of(hung_child("a lock (f)"));
  EXPECT_EQ(outcome.child.frames,
            (std::vector<std::string>{"waits for a lock (f)", "interpreter 0: f (f.py:1)"}));
  EXPECT_EQ(outcome.parent.frames, std::vector<std::string>());
}

TEST(Outcome, WhereAHungChildRunsIsNotKept) {
  EXPECT_TRUE(outcome_of(hung_child("")).child.frames.empty());
  EXPECT_TRUE(outcome_of(hung_child("the GIL of interpreter 0, held by another thread"))
                  .child.frames.empty());
}

TEST(Outcome, StatusComesFromTheSupervisorWhenTheParentDidNotWait) {
  RunReport report = report_with(forked_and({at(child, Checkpoint::work_done)}));
  report.survivors.push_back({child, "python", false, true, ExitStatus::exited_with(3)});
  EXPECT_EQ(signature_of_report(report), "child rc=3");
}

TEST(Outcome, SurvivorIsNamed) {
  RunReport report = report_with(
      forked_and({at(child, Checkpoint::work_done), waited(ExitStatus::exited_with(0))}));
  report.survivors.push_back({102, "python", true, false, {}});
  EXPECT_EQ(signature_of_report(report), "child rc=0; survivor descendant in its own session");
}

TEST(Outcome, LeakedDescriptorsAreNamedInOrder) {
  RunReport report = report_with(forked_and(
      {at(child, Checkpoint::work_done), waited(ExitStatus::exited_with(0)),
       by_parent(EventKind::leaked_fd, "socket"), by_parent(EventKind::leaked_fd, "pipe")}));
  EXPECT_EQ(signature_of_report(report), "child rc=0; leaked pipe; leaked socket");
}

TEST(Outcome, NobodyLearnedTheStatus) {
  EXPECT_EQ(signature_of_report(report_with(forked_and({}))), "child status unknown; after forked");
}

TEST(Outcome, ProbeThatDidNotBeginIsALabErrorWithItsLastWords) {
  RunReport report = report_with({});
  report.status = ExitStatus::exited_with(1);
  report.standard_error.text = "Traceback:\nImportError: wrong ABI\n";
  EXPECT_EQ(signature_of_report(report),
            "lab error: the probe did not begin (rc=1): ImportError: wrong ABI");
  EXPECT_EQ(fate_of(signature_of_report(report)), Fate::lab_error);
}

TEST(Outcome, TroubleOfTheProbeIsALabErrorWhateverElseHappened) {
  EXPECT_EQ(signature_of_report(report_with(forked_and(
                {waited(ExitStatus::exited_with(0)), by_parent(EventKind::trouble, "lost")}))),
            "lab error: lost");
}

TEST(Outcome, NotStartedIsALabError) {
  RunReport report;
  report.status = ExitStatus::failed_to_start("exec", ENOENT);
  EXPECT_EQ(signature_of_report(report),
            "lab error: not started (exec: No such file or directory)");
}

TEST(Outcome, InterruptedRunSaysNothing) {
  RunReport report = report_with(forked_and({}));
  report.ended_by = EndedBy::interrupt;
  EXPECT_EQ(signature_of_report(report), "lab error: interrupted");
}

TEST(Outcome, PidsDoNotMatter) {
  RunReport one = report_with(forked_and({waited(ExitStatus::exited_with(1))}));
  RunReport other = one;
  other.pid = 7000;
  for (Event& event : other.events) {
    event.pid += 6900;
    event.ppid += 6900;
    if (event.kind == EventKind::waited) event.other += 6900;
  }
  EXPECT_EQ(outcome_of(one), outcome_of(other));
}

TEST(Signature, IsOneLineWhateverTheException) {
  Outcome outcome;
  outcome.raised = RaisedException{"ValueError", "a\nb\tc"};
  outcome.parent = {ProcessEnd::Kind::ended, ExitStatus::exited_with(0)};
  EXPECT_EQ(signature_of(outcome), "no fork; raised ValueError: a b c");
}

TEST(Signature, NotRunAndNotApplicableAreTwoThings) {
  Outcome not_run, not_applicable;
  not_run.not_run = "no trio";
  not_applicable.not_applicable = "needs 3.14+";
  EXPECT_EQ(fate_of(signature_of(not_run)), Fate::not_run);
  EXPECT_EQ(fate_of(signature_of(not_applicable)), Fate::not_applicable);
}

TEST(Fate, ExitCodeThatOnlyBeginsWithZeroIsNoLife) {
  EXPECT_EQ(fate_of("child rc=01"), Fate::dies);
  EXPECT_EQ(fate_of("child rc=0; parent rc=1"), Fate::dies);
}

}  // namespace
}  // namespace forklab
