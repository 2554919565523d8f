// A whole bisect, from what the user asked to its answers.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bisect/all_changes.hpp"
#include "bisect/builds_and_runs.hpp"
#include "bisect/question.hpp"

namespace forklab {

struct SessionOptions {
  std::filesystem::path repository;
  std::string good, bad;              // revisions as git takes them
  Builder builder{"", "bisect"};      // with a variant of matrix/variants.toml
  std::vector<std::string> unread{};  // files and folders that no build reads
  std::filesystem::path state{};      // empty: default_state()
  bool resume = false;
  bool first_parent = false;
  bool all = false;  // go on after the first answer
  BisectOptions search{};
};

// Where the state of a search is kept that nobody named one for. Throws UsageError when there is no
// HOME.
std::filesystem::path default_state(const SearchIdentity& search);

// One answer; with `all` those of all changes that were found, or the one that says why none was.
// Beside the state are the folders "builds" and "runs", shared by all searches whose states are in
// one folder, and STATE.d for the trees that are being built.
//
// Where `good` is on another branch, the last commit in common takes its place; if `bad` does what
// that one does, the change is looked for between it and `good`.
//
// Throws UsageError: a revision that is none, revisions that make no range, a state that is in use
// or about something else, an end that cannot be built.
std::vector<Searched> run_session(const SessionOptions& options, const BuildQuestion& question);

}  // namespace forklab
