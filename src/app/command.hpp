// The commands of `forklab`. NAME.cpp defines one in add_NAME and stands in the list of
// CMakeLists.txt, in the order of `forklab --help`; main.cpp adds all of that list. `void
// add_NAME(CLI::App& app, int& exit_code)` gives the command line a subcommand whose options live
// as long as that, and which stores its exit status in `exit_code` when it is the one asked for.
//
// Exit status of all of them: 0 the command did its job, whatever CPython did; 1 the lab could not
// go on (or `verdict --gate` found a bad verdict, `diff` a difference, `run` a script that did
// otherwise than its header says, `matrix --check` a mistake); 2 bad usage; 3 `run` wrote its
// records, but some cells are lab errors or no cell could be run. Interrupted: dies by the signal
// it got.
#pragma once

#include <CLI/CLI.hpp>

#include "base/error.hpp"

namespace forklab {

inline constexpr int exit_ok = 0;
inline constexpr int exit_lab_problem = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_incomplete = 3;

// For commands in which 1 is an answer ("they differ"): as with diff(1), trouble is 2, whatever it
// is.
template <class Command>
int with_trouble_as_usage(const Command& command) {
  try {
    return command();
  } catch (const UsageError&) {
    throw;
  } catch (const LabError& error) {
    throw UsageError(error.what());
  }
}

}  // namespace forklab
