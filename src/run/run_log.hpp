// log.jsonl: what differs from run to run.
#pragma once

#include <string>

#include "run/runner.hpp"

namespace forklab {

class RunLog {
 public:
  // `target`: a file, which appears with finish(); "-" is stderr, a line at a time as runs end; ""
  // is no log.
  explicit RunLog(std::string target) : target_(std::move(target)) {}

  void add(const PlannedCell& cell, const RunReport& report, const Outcome& outcome);
  // Throws LabError when the file cannot be written.
  void finish() const;

 private:
  std::string target_;
  std::string lines_;
};

}  // namespace forklab
