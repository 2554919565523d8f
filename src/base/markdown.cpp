#include "base/markdown.hpp"

namespace forklab {

std::string markdown_escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '|' || c == '<' || c == '>' || c == '&' || c == '`' || c == '*' || c == '_' ||
        c == '[' || c == ']' || c == '\\')
      result.push_back('\\');
    result.push_back(static_cast<unsigned char>(c) < 0x20 ? ' ' : c);
  }
  return result;
}

}  // namespace forklab
