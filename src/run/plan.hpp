// From builds and scenarios to cells that can be run.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "matrix/builds.hpp"
#include "matrix/scenarios.hpp"
#include "matrix/variants.hpp"
#include "run/runner.hpp"

namespace forklab {

// A Build for any Python: asked what it is, "3.14.10-debug-local", "3.14.10-unlabelled-local" when
// there are no `variants`. Throws LabError that says what `python` is instead of a working Python.
Build build_of_python(const std::filesystem::path& python, std::vector<std::filesystem::path> trio,
                      const Variants& variants);

// `id`, or "ID-2", "ID-3", ... when a build has that id already.
std::string unused_id(const std::string& id, const std::vector<Build>& builds);

// Seconds as a user and the matrix give them.
inline std::chrono::milliseconds milliseconds(double seconds) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

struct PlanOptions {
  std::chrono::milliseconds deadline{10'000};
  // A build that does not work is an error instead of rows that read "not run": for a build the
  // user named on the command line.
  bool errors_are_fatal = false;
};

// All scenarios of the first build, then of the second, ... Each interpreter is asked what it is;
// builds without a probe get one built. Throws LabError only with `errors_are_fatal`.
std::vector<PlannedCell> plan_cells(const std::vector<Build>& builds,
                                    const std::vector<NamedScenario>& scenarios,
                                    const PlanOptions& options);

// A script of a user's, run as `python SCRIPT ARGS...` without probe and on any version.
struct Script {
  std::filesystem::path path;
  std::vector<std::string> arguments;
  std::string expected;  // the signature its header names, may be empty
};

// The script, or all *.py of the folder, sorted by name. A line "# forklab: expect = SIGNATURE"
// among the first twenty says what is known. Throws UsageError when there is none.
std::vector<Script> scripts_at(const std::filesystem::path& path,
                               const std::vector<std::string>& arguments);

// As plan_cells; the scenario of a cell is "script:NAME".
std::vector<PlannedCell> plan_scripts(const std::vector<Build>& builds,
                                      const std::vector<Script>& scripts,
                                      const PlanOptions& options);

}  // namespace forklab
