// index.html: the whole result on one page that needs nothing but itself.
#pragma once

#include <string>
#include <vector>

#include "outcome/observation.hpp"
#include "verdict/verdict.hpp"

namespace forklab {

// `verdicts` belong to `observations`, in the same order; `lock` is shown as it is, and may be
// empty. Text of dying processes gets into the
// page as data only; the page's script shows it as text.
std::string html_report(const std::vector<Observation>& observations,
                        const std::vector<Verdict>& verdicts, const std::string& lock = "");

}  // namespace forklab
