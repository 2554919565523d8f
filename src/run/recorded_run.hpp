// Runs cells and leaves the records of it in a folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "run/run_log.hpp"
#include "run/runner.hpp"

namespace forklab {

class RecordedRun {
 public:
  // `output`: the folder, made and proved to be writable here, before anything else takes time; ""
  // keeps no records. `log`: as RunLog has it; "" is log.jsonl in the folder. Throws LabError.
  RecordedRun(const std::string& output, const std::string& log);

  // Puts an earlier result in the folder aside, runs the cells (often enough to know the rates with
  // `until_sure`), and writes what is known, also when it was interrupted.
  RunnerResult run(const std::vector<PlannedCell>& cells, RunnerOptions options,
                   bool until_sure = false);

 private:
  std::filesystem::path folder_;
  RunLog log_;
};

// For a program whose run was interrupted: says how much is complete, and dies of that signal.
[[noreturn]] void end_interrupted(const RunnerResult& result, std::size_t planned);

}  // namespace forklab
