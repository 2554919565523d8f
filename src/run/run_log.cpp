#include "run/run_log.hpp"

#include <iostream>

#include "base/file.hpp"

namespace forklab {

void RunLog::add(const PlannedCell& cell, const RunReport& report, const Outcome& outcome) {
  if (target_.empty()) return;
  const std::string line = to_log_line(cell.observation, report, outcome) + "\n";
  if (target_ == "-")
    std::cerr << line;
  else
    lines_ += line;
}

void RunLog::finish() const {
  if (!target_.empty() && target_ != "-") write_file_atomically(target_, lines_);
}

}  // namespace forklab
