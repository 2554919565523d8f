// Text for GitHub-flavoured Markdown.
#pragma once

#include <string>

namespace forklab {

// Text of a dying process, fit for a table: nothing in it ends the cell or becomes markup.
std::string markdown_escaped(const std::string& text);

}  // namespace forklab
