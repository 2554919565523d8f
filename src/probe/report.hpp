// The probe's side of the event pipe. Every function is one write(2), allocates nothing, and may
// be called from any thread, attached or not, and in a child in which CPython is broken.
#pragma once

#include <sys/types.h>

#include <string_view>

#include "event/checkpoint.hpp"
#include "event/event.hpp"

namespace forklab::probe {

// -1: reports go nowhere (the module was imported by a user's script). Both become close-on-exec.
void set_event_fd(int fd);
// Forked children get this descriptor as their stderr, before any of CPython's hooks run in them,
// so that the last words of child and parent can be told apart. -1: they keep their parent's.
void set_child_stderr_fd(int fd);
// What the two setters were given; -1 for nothing.
int event_fd();
int child_stderr_fd();
// From now on every fork(3) in this process tells of its child. Call once.
void watch_forks();

// From now on a process that is about to die of SIGSEGV, SIGABRT, SIGBUS, SIGILL or SIGFPE says so,
// reads a byte from `fd`, and then dies of the same signal. Forked children inherit this. Handlers
// that the scenario installs come first. -1: does nothing.
void watch_crashes(int fd);

void report(Checkpoint checkpoint);
void report(EventKind kind, std::string_view text, std::int64_t value = 0, std::int64_t other = 0);

// Whether this process has reported it; a forked child begins anew.
bool has_reported(Checkpoint checkpoint);

}  // namespace forklab::probe
