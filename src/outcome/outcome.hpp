// What happened in one run, as typed facts free of pids, addresses and times.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "event/checkpoint.hpp"
#include "outcome/run_report.hpp"
#include "status/exit_status.hpp"

namespace forklab {

// The last words of a dying process.
struct DiagnosticLine {
  enum class Kind { fatal_error, assertion, sanitizer };
  Kind kind = Kind::fatal_error;
  std::string text;  // "function: message", without file, line and addresses

  friend bool operator==(const DiagnosticLine&, const DiagnosticLine&) = default;
};

// "fatal", "assert" or "sanitizer".
std::string_view name_of(DiagnosticLine::Kind kind);
// Throws LabError for a name that is none of the three.
DiagnosticLine::Kind diagnostic_kind_named(std::string_view name);

// The first fatal-error, assertion or sanitizer line in a process' stderr, made stable.
std::optional<DiagnosticLine> find_diagnostic(std::string_view standard_error);

struct RaisedException {
  std::string type;
  std::string text;

  friend bool operator==(const RaisedException&, const RaisedException&) = default;
};

// How one process of the scenario ended.
struct ProcessEnd {
  enum class Kind {
    none,     // there was no such process (the child of a fork that did not happen)
    ended,    // `status` says how
    hung,     // still there at the deadline
    unknown,  // it was there, and nobody learned its status
  };
  Kind kind = Kind::none;
  ExitStatus status{};
  std::optional<Checkpoint> reached{};  // the last one it reported
  std::optional<DiagnosticLine> diagnostic{};
  // Of a process that died of a signal: C functions from the one that crashed outwards, "[module]"
  // where the module has no symbol for it. Of one that hung: what its first thread waited for, and
  // that thread's Python frames. Not part of the signature: builds differ in them.
  std::vector<std::string> frames{};

  friend bool operator==(const ProcessEnd&, const ProcessEnd&) = default;
};

struct Outcome {
  // Set when the run says nothing about CPython.
  std::optional<std::string> lab_error{};
  std::optional<std::string> not_applicable{};
  std::optional<std::string> not_run{};

  // A script of a user's: only `parent`, ended_by and survivors say something.
  bool of_script = false;

  std::optional<RaisedException> raised{};  // by the call that forks
  ProcessEnd parent{};
  ProcessEnd child{};
  EndedBy ended_by = EndedBy::itself;
  std::vector<std::string> facts{};       // "name=value" from the scenario, in order
  std::vector<std::string> leaked_fds{};  // sorted
  std::vector<std::string> survivors{};   // "child", "descendant in its own session", ... sorted

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

// The interpretation of a run of a scenario by the probe.
Outcome outcome_of(const RunReport& report);

// The interpretation of a run of a script without a probe.
Outcome outcome_of_script(const RunReport& report);

// The outcome's stable part in one line; equal lines mean "the same thing happened".
// The grammar stands in docs/records.md.
std::string signature_of(const Outcome& outcome);

// What a signature means for somebody who wants to fork.
// Loses: the child did its work, and its exit status is not the one it asked for, or nobody's.
enum class Fate { lives, loses, refused, dies, hangs, not_applicable, not_run, lab_error };
Fate fate_of(std::string_view signature);
// Of a cell that was not run, or not rightly: it says nothing of CPython.
constexpr bool tells_nothing(Fate fate) {
  return fate == Fate::not_run || fate == Fate::not_applicable || fate == Fate::lab_error;
}
std::string_view name_of(Fate fate);

}  // namespace forklab
