// The fourth primitive: children of forks beside and inside sub-interpreters live on, on CPython
// builds that would kill them (python/cpython gh-139759, gh-101437).
//
// os.fork() dies in PyOS_AfterFork_Child(), which clears every other interpreter without a current
// thread state, and refuses a forking thread that is not in the main one. A handler of
// pthread_atfork(3) runs before that hook, inside fork(2), on the only thread there is, in a
// private copy of all memory: it takes the other interpreters off CPython's list. They are not
// cleared but forgotten: their memory stays, shared with the parent, and nobody enters them again.
//
// Promises:
//  - Installing is all or nothing. Each word that the handler writes has been found and checked
//    before (runtime_layout.hpp); on a build where anything does not check out it is a RuntimeError
//    that says what, and nothing is changed. The parent's memory is never written.
//  - One per process, however many interpreters have imported the module and however often it is
//    called; the last call's options are in force. It cannot be undone, but switched off.
//  - In the child the handler neither allocates nor locks nor resolves a symbol. A fork by a thread
//    without a thread state (a C thread that CPython does not know) is left alone.
//  - Children of a guarded process are guarded.
#pragma once

#include <string>

#include "primitives/runtime_layout.hpp"

namespace forklab {

enum class OnSubInterpreterFork {
  promote,  // the forking sub-interpreter becomes the child's main interpreter
  // os.fork() raises RuntimeError in a sub-interpreter, before the fork. (CPython itself refuses
  // os.forkpty() and preexec_fn there. A fork by C code that raises no audit event is left alone.)
  refuse,
  leave,  // as CPython does: the child dies
};

struct ForkGuardOptions {
  OnSubInterpreterFork on_sub_interpreter_fork = OnSubInterpreterFork::promote;
  // The child's forking thread becomes the one that notices signals. Without it, CPython goes on to
  // wake the parent's main thread, and a computing child of any other thread is deaf to them.
  bool signals = true;
};

// A promoted child that goes back into an interpreter that was forgotten, instead of ending by
// os._exit() or exec, is ended with this status and a message on stderr, where the build's internal
// headers are known (fork_guard_state().by_internal_headers); else CPython aborts.
constexpr int exit_status_when_going_back = 70;

// What is in force in this process.
struct ForkGuardState {
  bool installed = false;
  bool enabled = false;
  ForkGuardOptions options{};
  RuntimeLayout layout{};
  bool by_internal_headers = false;  // the layout was checked against them, too
  long forgotten = 0;     // how many interpreters the fork that made this process left behind
  bool promoted = false;  // its main interpreter was a sub-interpreter of an ancestor
};

// 0, or -1 with RuntimeError set (a layout that does not check out, a free-threaded build, a Python
// before 3.14 or of a minor version that nobody has tried, a sub-interpreter that is the first to
// call it, an audit hook that keeps others out). Any thread of the main interpreter may call it.
int install_fork_guard(const ForkGuardOptions& options);

[[nodiscard]] ForkGuardState fork_guard_state();

// Off: forks are as if there were no guard, in this process and in children forked from now on.
void enable_fork_guard(bool enabled);

}  // namespace forklab
