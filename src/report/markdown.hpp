// report.md: to paste upstream, fit for a CI job summary (GitHub-flavoured).
#pragma once

#include <string>
#include <vector>

#include "outcome/observation.hpp"
#include "verdict/verdict.hpp"

namespace forklab {

// `verdicts` belong to `observations`, in the same order.
std::string markdown_report(const std::vector<Observation>& observations,
                            const std::vector<Verdict>& verdicts);

}  // namespace forklab
