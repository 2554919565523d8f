// The record of running a cell N times: one line of observations.jsonl. docs/records.md has the
// schema. Everything in it is the same when the same cell is run again on the same machine.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "outcome/outcome.hpp"

namespace forklab {

inline constexpr std::string_view observation_schema = "forklab.observation/1";

// In a result folder: of a whole run, and of one that was interrupted.
inline constexpr std::string_view observations_file = "observations.jsonl";
inline constexpr std::string_view partial_observations_file = "observations.partial.jsonl";

// What an interpreter says it is. Unknown parts are empty.
struct Identity {
  std::string version;         // "3.14.8", "3.15.0rc1"
  std::string implementation;  // "CPython"
  bool debug = false;          // Py_DEBUG
  bool gil = true;             // false: built with --disable-gil
  std::string libc;            // "glibc 2.43"
  std::string compiler;        // as sys.version has it
  std::string build;      // "main, Nov  1 2026, 10:00:00": sys.version's parenthesis, or git id
  bool jit = false;       // compiled in and switched on
  bool shared = false;    // libpython is a shared library
  std::string configure;  // arguments of ./configure, sanitizers among them

  friend bool operator==(const Identity&, const Identity&) = default;
};

// What a cell ran under.
struct Conditions {
  std::string kernel;   // release, "6.1.0-18-amd64"
  std::string machine;  // "x86_64"
  bool aslr = true;
  // In its own PID namespace; the kernel ignores signals to such a process that it has no handler
  // for (kill(2)).
  bool process_is_pid_1 = false;
  std::vector<std::string> sandbox;  // layers in force, sorted: "nix-build", "user-namespace", ...
  unsigned cpus = 0;                 // that the process may use

  friend bool operator==(const Conditions&, const Conditions&) = default;
};

struct CountedOutcome {
  unsigned count = 0;
  std::string signature;
  Outcome outcome;

  friend bool operator==(const CountedOutcome&, const CountedOutcome&) = default;
};

struct Observation {
  std::string build;     // build id
  std::string origin;    // "debian", "nixpkgs", "local" ...
  std::string variant;   // "release", "debug", ...
  std::string package;   // what the distribution calls it, may be empty
  std::string scenario;  // the name that was asked for: an alias or an id
  std::string id;        // "main-thread/nothing/exit"
  Identity identity;
  Conditions conditions;
  std::vector<CountedOutcome> outcomes;  // most frequent first, then by signature; never empty

  // The signature, or "flaky: 7x A | 3x B" (most frequent first) when runs differ.
  [[nodiscard]] std::string signature() const;
  [[nodiscard]] unsigned runs() const;

  friend bool operator==(const Observation&, const Observation&) = default;
};

// One line without the line feed; keys in a fixed order.
std::string to_json_line(const Observation& observation);
// Throws LabError saying what is wrong with the line.
Observation observation_from_json(std::string_view line);

// All observations of a JSON Lines text. `name` and the line number are named in errors. Bad
// or cut-off lines are thrown, or with `skipped` left out and returned there as error texts.
std::vector<Observation> read_observations(std::string_view text, std::string_view name,
                                           std::vector<std::string>* skipped = nullptr);

// The same from a file, or from the observations.jsonl of a result folder. Throws LabError where
// that was left by an interrupted run.
std::vector<Observation> load_observations(const std::filesystem::path& path,
                                           std::vector<std::string>* skipped = nullptr);

// Records of one cell (a scenario may be in several suites) made one, its runs counted together;
// each cell stands where it stood first.
std::vector<Observation> merged(std::vector<Observation> observations);

// One line of log.jsonl: everything about one run, also what differs from run to run.
std::string to_log_line(const Observation& cell, const RunReport& report, const Outcome& outcome);

}  // namespace forklab
