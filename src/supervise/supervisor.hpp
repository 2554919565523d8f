// Runs one program and everything it starts, and says what happened.
//
// Promises, each with a test of that name in tests/integration/supervisor_test.cpp:
//  - The program's raw wait status is reported; a signal that the supervisor sent never is
//    (ReportsTheRawStatus, NeverReportsItsOwnKill).
//  - When supervise() returns, no descendant of the program is left, whatever it did: new sessions,
//    double forks, ignored signals, stopped processes (LeavesNoDescendant...).
//  - Descendants that outlive the program get `settle` time, then they are named and killed
//    (NamesWhatOutlivesTheProgram).
//  - The deadline counts what the run had: not the time of looks, nor what it waited for a CPU; ten
//    deadlines are the most (GivesAStarvedProgramItsTime, TimeWithoutACpuIsNotTheRuns,
//    EndsAProgramThatSpins). A run that ended before any kill ended by itself, whatever the clock
//    says (WhatEndedByItselfDidNotHang).
//  - At the deadline and at the output limit it looks where every thread is before it kills
//    (TakesEvidenceBeforeTheKill). A look that gets stuck is ended and the run goes on
//    (EndsAProgramStuckInVfork).
//  - The end of a pipe says nothing about processes, nor the end of a process about pipes
//    (ClosedOutputIsNotTheEnd, GrandchildHoldingThePipeIsNotWaitedFor).
//  - When the lifeline ends or a SIGINT, SIGTERM or SIGHUP comes, everything ends within two
//    seconds, during a look as well (EndsWithItsLifeline, AnInterruptEndsALook,
//    KillingTheRunnerLeavesNothing, KillingTheRunnerLeavesNothingStuckInVfork).
//  - A process that dies before it is let go does not end the supervisor
//    (SurvivesACrashedProcessThatIsDead).
//  - No descriptor is left open (checked around every test).
#pragma once

#include "outcome/run_report.hpp"
#include "supervise/request.hpp"

namespace forklab {

// Takes over the process: makes it a subreaper, blocks SIGCHLD and the stop signals, and reaps
// every child it has. Call it in a process of its own with one thread and no other child.
// `lifeline`: a descriptor whose end of file means that nobody wants the result any more; -1: none.
// Throws LabError when the lab itself cannot go on (no descriptors).
RunReport supervise(const RunRequest& request, int lifeline);

}  // namespace forklab
