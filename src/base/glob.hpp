#pragma once

#include <string_view>

namespace forklab {

// '*' stands for any text, also none.
bool matches_glob(std::string_view pattern, std::string_view text);

}  // namespace forklab
