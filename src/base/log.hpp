// Logging goes to stderr, results go to stdout or files. The only owner of spdlog.
#pragma once

#include <string_view>

namespace forklab {

// -q is -1 or less, nothing is 0, -v is 1, -vv is 2 or more.
void set_up_log(int verbosity);

void log_debug(std::string_view message);
void log_info(std::string_view message);
void log_warning(std::string_view message);
void log_error(std::string_view message);

}  // namespace forklab
