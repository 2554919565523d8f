// Small questions about text.
#pragma once

#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace forklab {

// Without its line feed; "" of an empty text.
inline std::string last_line(std::string_view text) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  return std::string(text.substr(text.rfind('\n') + 1));
}

// Without their line feeds.
inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace forklab
