// What cells run under on this machine, right now.
#pragma once

#include "outcome/observation.hpp"

namespace forklab {

// Reads /proc. A part that cannot be read is left out of `sandbox`, never guessed.
Conditions current_conditions();

}  // namespace forklab
