// One GoogleTest test per cell, so that a gate reads, filters and reports like any other test.
#pragma once

#include <string>
#include <vector>

#include "run/runner.hpp"
#include "verdict/verdict.hpp"

namespace forklab {

// Test BUILD.SCENARIO, with '_' for each '-', passes on "as expected", is skipped on "not
// applicable" and, unless `strict`, on "unexplained", and fails on everything else, saying what was
// expected, what was seen and how to see it again.
void register_cells(const std::vector<Verdict>& verdicts, bool strict);

// The same for cells that are run when their test is: filters, shards and repeats decide which, and
// how often. `expectations` must live as long as the tests.
void register_cells_to_run(const std::vector<PlannedCell>& cells, const Expectations& expectations,
                           bool strict);

// Test rules.PLACE passes on a rule that decides a cell, is skipped on one that speaks of none, and
// fails on one that is hidden by others.
void register_rules(const std::vector<RuleUse>& uses);

// What a failing cell says.
std::string failure_text(const Verdict& verdict);

// "N passed, N failed, N skipped" of the tests that were run.
std::string tally();

}  // namespace forklab
