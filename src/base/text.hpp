// Small questions about text.
#pragma once

#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
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

// The words (std::string, or anything that a std::string can be appended to) with `separator`
// between them; "" of none.
template <class Words>
std::string joined(const Words& words, std::string_view separator = ", ") {
  std::string text;
  for (bool is_first = true; const auto& word : words) {
    if (!std::exchange(is_first, false)) text += separator;
    text += word;
  }
  return text;
}

// With spaces at its end, so that it has `width` bytes at least.
inline std::string padded(std::string_view text, std::size_t width) {
  std::string result(text);
  result.resize(std::max(width, text.size()), ' ');
  return result;
}

}  // namespace forklab
