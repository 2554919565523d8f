// forklab-supervise: one run, one process. Reads a RunRequest as one line of JSON from stdin, keeps
// stdin as its lifeline, writes the RunReport as one line of JSON to stdout.
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>

#include "base/error.hpp"
#include "base/write_all.hpp"
#include "supervise/supervisor.hpp"

namespace {

// The runner writes this one line and nothing after it.
std::string read_line(int fd) {
  std::string line;
  char block[4096];
  while (!line.ends_with('\n')) {
    const ssize_t size = ::read(fd, block, sizeof block);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) throw forklab::UsageError("stdin ended before a whole request line");
    line.append(block, static_cast<std::size_t>(size));
  }
  line.pop_back();
  return line;
}

}  // namespace

int main(int argc, char**) {
  try {
    if (argc > 1) throw forklab::UsageError("takes no arguments: the request comes by stdin");
    const auto request = forklab::run_request_from_json(read_line(STDIN_FILENO));
    const std::string report = to_json(forklab::supervise(request, STDIN_FILENO)) + "\n";
    // An error: nobody is there to read it any more.
    static_cast<void>(forklab::write_all(STDOUT_FILENO, report));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "forklab-supervise: %s\n", error.what());
    return 2;
  }
}
