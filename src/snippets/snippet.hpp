// Python source that the probe runs and that a standalone script of `forklab repro` is made of.
//
// A snippet may import `forklab`: in the probe the extension module, in a script the script itself.
// What another interpreter or process has to run first, for that to work there, is in `prelude`.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace forklab {

// The source as part of a block. Lines that begin inside a string of three quotes stay as they are.
inline std::string indented(std::string_view source, std::string_view by = "    ") {
  std::string text;
  bool in_string = false;
  while (!source.empty()) {
    const std::size_t end = std::min(source.find('\n'), source.size() - 1) + 1;
    const std::string_view line = source.substr(0, end);
    source.remove_prefix(end);
    if (!in_string && line != "\n") text += by;
    text += line;
    for (const std::string_view quotes : {"'''", "\"\"\""})
      for (std::size_t at = line.find(quotes); at != line.npos; at = line.find(quotes, at + 3))
        in_string = !in_string;
  }
  return text;
}

}  // namespace forklab
