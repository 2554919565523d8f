// JUnit XML: one testsuite per build, one testcase per cell.
#pragma once

#include <string>
#include <vector>

#include "outcome/observation.hpp"
#include "verdict/verdict.hpp"

namespace forklab {

// A cell that ended as expected passes, also when what was expected is a crash: the signature is in
// its properties. Not run is <error>, never green; not applicable is <skipped>; a lab error is
// <error>; every other verdict is <failure>. `verdicts` belong to `observations`, in the same
// order.
std::string junit_report(const std::vector<Observation>& observations,
                         const std::vector<Verdict>& verdicts);

// Fit for XML 1.0 text and attributes: markup escaped, characters that XML cannot hold and bytes
// that are no UTF-8 replaced by U+FFFD.
std::string xml_escaped(std::string_view text);

}  // namespace forklab
