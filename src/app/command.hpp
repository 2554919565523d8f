// The commands of `forklab`. Each adds itself to the command line; its options live as long as
// that.
//
// Exit status of all of them: 0 the command did its job, whatever CPython did; 1 the lab could not
// go on (or `verdict --gate` found a bad verdict, `diff` a difference, `run` a script that did
// otherwise than its header says); 2 bad usage; 3 `run` wrote its records, but some cells are lab
// errors or no cell could be run. Interrupted: dies by the signal it got.
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

// Each command stores its exit status in `exit_code` when it was the one asked for.
void add_list(CLI::App& app, int& exit_code);
void add_run(CLI::App& app, int& exit_code);
void add_verdict(CLI::App& app, int& exit_code);
void add_report(CLI::App& app, int& exit_code);
void add_table(CLI::App& app, int& exit_code);
void add_diff(CLI::App& app, int& exit_code);
void add_bisect(CLI::App& app, int& exit_code);
void add_repro(CLI::App& app, int& exit_code);
void add_tree(CLI::App& app, int& exit_code);
void add_doctor(CLI::App& app, int& exit_code);

}  // namespace forklab
