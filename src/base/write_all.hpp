// Bytes into a descriptor, all of them.
#pragma once

#include <string_view>

namespace forklab {

// Waits where the descriptor blocks, and goes on after a signal (EINTR) or a short write. 0, or the
// errno that ended it: then some of the bytes may be written.
[[nodiscard]] int write_all(int fd, std::string_view bytes) noexcept;

}  // namespace forklab
