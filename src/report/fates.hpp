// How each fate (outcome.hpp) is shown: one row in fates.cpp, which does not compile without it.
#pragma once

#include <string_view>
#include <vector>

#include "outcome/outcome.hpp"

namespace forklab {

struct FateLook {
  std::string_view name;      // as name_of, or "flaky"
  int severity;               // the worst is told first; 0 is no reason to look
  std::string_view shape;     // one character, for the page
  std::string_view colour;    // class of the page's style; "other" is not in its legend
  std::string_view question;  // of the answers: how many scenarios end so; "" is not asked
};

FateLook look_of(Fate fate);
// Of a cell whose runs differ, whatever their fates.
FateLook flaky_look();

// All fates in the order of the enumeration, then flaky.
std::vector<FateLook> all_looks();

}  // namespace forklab
