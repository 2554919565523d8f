// Small questions about text.
#pragma once

#include <string>
#include <string_view>

namespace forklab {

// Without its line feed; "" of an empty text.
inline std::string last_line(std::string_view text) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  return std::string(text.substr(text.rfind('\n') + 1));
}

}  // namespace forklab
