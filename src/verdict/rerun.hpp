// The line that runs exactly one cell again.
#pragma once

#include <string>
#include <string_view>

namespace forklab {

// "./lab run . -- run --build B --scenario S": works with either package set.
std::string rerun_line(std::string_view build, std::string_view scenario);

}  // namespace forklab
