// A scenario as the probe runs it: for each axis value one function, or source text of snippets/
// where it has none.
//
// All functions are called on a thread attached to the main interpreter. Those that return int
// return 0, or -1 with a Python exception set; an exception of the call that forks is part of the
// outcome, any other is the lab's own trouble.
#pragma once

#include <sys/types.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "primitives/python.hpp"

namespace forklab::probe {

struct Forker {
  std::string_view name;
  // Forks once. In the parent: the child's pid, or -1 with what the forking call raised. The child
  // runs be_child() or child_code() wherever it finds itself and does not come back.
  pid_t (*fork)() = nullptr;
};

struct Scene {
  std::string_view name;
  // Sets the scene, calls fork_and_wait() (or, for scenes that interleave, fork_once() and
  // wait_once()), takes the scene down.
  int (*around)() = nullptr;
};

struct ChildWork {
  std::string_view name;
  // What the child does; returns the exit code it wants, or anything with an exception set.
  int (*run)() = nullptr;
  // Afterwards the child goes back through whatever forked it, with the exception if there is one,
  // instead of ending at once by _exit().
  bool goes_back = false;
};

struct Wait {
  std::string_view name;
  // Waits for the child and reports its status.
  int (*wait)(pid_t pid) = nullptr;
  bool in_trio_thread = false;  // called by the scene through trio.to_thread
};

std::span<const Forker> forker_table();
std::span<const Scene> scene_table();
std::span<const ChildWork> child_work_table();
std::span<const Wait> wait_table();

// What a row stands for.
pid_t fork_by(const Forker& forker);
int set_scene(const Scene& scene);
int do_work(const ChildWork& work);
int wait_by(const Wait& wait, pid_t pid);

// What the scenario consists of, and where Python code finds its modules. One per process.
struct Script {
  const Forker* forker = nullptr;
  const Scene* scene = nullptr;
  const ChildWork* child_work = nullptr;
  const Wait* wait = nullptr;
  std::vector<std::string> module_path;  // sys.path entries: the probe's folder, trio's folders
  int release_fd = -1;  // the child reads one byte or the end from it before its work; -1: not
  int release_write_fd = -1;  // where release_child() writes it
};
Script& script();

// The steps, for scenes. After fork_and_wait() and fork_once() ask in_child(): a child that goes
// back leaves the scene as it is.
int fork_and_wait();
pid_t fork_once();         // reports; 0 when the call raised and in the child, -1 in trouble
int wait_once(pid_t pid);  // reports

// Lets a held child begin its work.
void release_child();

// Whether this process is a child of the scenario.
bool in_child();

// The child's part, for forkers: runs the work and returns its exit code; an exception stays set.
int child_code();
// The same, and ends the process by _exit (2 when the work raised), unless the work goes back: then
// this returns, with the work's exception set if it raised.
void be_child();
// The exit code that a child which goes back has asked for.
int wanted_exit_code();

// Runs the whole scenario in this process. Returns the exit code for the process.
int run_scenario();

// Runs Python source with sys.path extended by module_path, in the current interpreter.
int run_python(const char* source);
// The same; afterwards the int that the source left in the name `pid`, -1 with an exception set.
pid_t run_python_for_pid(const char* source);
// Source text that extends sys.path; for code that runs in another interpreter.
std::string module_path_source();

}  // namespace forklab::probe
