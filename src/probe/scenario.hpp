// A scenario as the probe runs it: for each part the Python that the lab gives it, or a function.
//
// All functions are called on a thread attached to the main interpreter. Those that return int
// return 0, or -1 with a Python exception set; an exception of the call that forks is part of the
// outcome, any other is the lab's own trouble.
#pragma once

#include <sys/types.h>

#include <array>
#include <string>
#include <string_view>

#include "primitives/python.hpp"
#include "probe/plan.hpp"
#include "probe/report.hpp"

namespace forklab::probe {

// A value that the probe has a function for.
template <class Function>
struct Named {
  std::string_view name;
  Function* function;
};

// Whether the probe has exactly the functions that rows say it has.
template <class Function, std::size_t N>
consteval bool are_all(const std::array<Named<Function>, N>& functions,
                       const std::array<std::string_view, N>& names) {
  for (const std::string_view name : names) {
    std::size_t found = 0;
    for (const Named<Function>& named : functions) found += named.name == name ? 1 : 0;
    if (found != 1) return false;
  }
  return true;
}

// nullptr with an exception set when there is none of that name, which is reported as trouble.
template <class Function, std::size_t N>
Function* function_for(const std::array<Named<Function>, N>& functions, const std::string& name) {
  for (const Named<Function>& named : functions)
    if (named.name == name) return named.function;
  const std::string text = "this probe has no function for '" + name + "'";
  report(EventKind::trouble, text);
  PyErr_SetString(PyExc_ValueError, text.c_str());
  return nullptr;
}

// --- the parts of the plan ---

// Forks once. In the parent: the child's pid; -1 with what the forking call raised; 0 when the
// lab's part of it failed, which is reported. The child runs be_child() or child_code() wherever it
// finds itself and does not come back.
pid_t fork_by(const Part& fork);
// What the child does; returns the exit code it wants, or anything with an exception set.
int do_work(const Part& child);
// Waits for the child and reports its status.
int wait_by(const Part& wait, pid_t pid);

// --- the steps, for scenes. After fork_and_wait() and fork_once() ask in_child(): a child that
// goes back leaves the scene as it is. ---

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

// --- Python ---

// Adds the plan's module path to this interpreter's sys.path.
int extend_module_path();
// Source text that does the same; for code that runs in another interpreter.
std::string module_path_source();
// Python that binds this text to `prelude`, for texts that start interpreters.
std::string prelude_source();

// Calls a function of a Python text with `argument`, if there is one. `given`: source text in front
// of it, the names that it may use besides. What the function returned, or nothing with an
// exception set. A text that is no Python is the lab's trouble, and reported as such.
PyRef call(const std::string& text, const char* function, const std::string& given = {},
           PyRef argument = {});

}  // namespace forklab::probe
