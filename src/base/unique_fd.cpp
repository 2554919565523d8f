#include "base/unique_fd.hpp"

#include <fcntl.h>

#include <cerrno>

#include "base/error.hpp"

namespace forklab {

Pipe make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw_errno("cannot make a pipe", errno);
  return Pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
}

void make_nonblocking(int fd) {
  const int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0 || ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0)
    throw_errno("cannot make a descriptor non-blocking", errno);
}

}  // namespace forklab
