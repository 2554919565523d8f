// What cells run under on this machine, right now.
#pragma once

#include "outcome/observation.hpp"
#include "outcome/run_report.hpp"

namespace forklab {

// Reads /proc. A part that cannot be read is left out of `sandbox`, never guessed. What only a run
// can tell (process_is_pid_1) is not in it.
Conditions current_conditions();

// Whether the process that ran the scenario was the first of its PID namespace, by what the probe
// says of itself; of a script, which says nothing, by what the supervisor has started.
bool was_pid_1(const RunReport& report);

}  // namespace forklab
