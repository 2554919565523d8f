#include "base/error.hpp"

#include <cstdio>
#include <cstdlib>
#include <system_error>

namespace forklab {

void throw_errno(std::string_view what, int error) {
  throw SystemError(std::string(what) + ": " + std::generic_category().message(error), error);
}

void bug(const char* file, int line, const char* expression) noexcept {
  std::fprintf(stderr, "forklab: bug: %s:%d: %s does not hold\n", file, line, expression);
  std::abort();
}

}  // namespace forklab
