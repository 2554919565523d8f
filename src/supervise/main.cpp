// forklab-supervise: one run, one process. Reads a RunRequest as one line of JSON from stdin, keeps
// stdin as its lifeline, writes the RunReport as one line of JSON to stdout.
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>

#include "base/error.hpp"
#include "supervise/supervisor.hpp"

namespace {

// Byte by byte: what comes after the line feed is not ours.
std::string read_line(int fd) {
  std::string line;
  char byte = 0;
  for (;;) {
    const ssize_t size = ::read(fd, &byte, 1);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) throw forklab::UsageError("stdin ended before a whole request line");
    if (byte == '\n') return line;
    line.push_back(byte);
  }
}

void write_line(int fd, std::string line) {
  line.push_back('\n');
  for (std::size_t done = 0; done < line.size();) {
    const ssize_t size = ::write(fd, line.data() + done, line.size() - done);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return;  // nobody is there to read it any more
    done += static_cast<std::size_t>(size);
  }
}

}  // namespace

int main(int argc, char**) {
  try {
    if (argc > 1) throw forklab::UsageError("takes no arguments: the request comes by stdin");
    const auto request = forklab::run_request_from_json(read_line(STDIN_FILENO));
    write_line(STDOUT_FILENO, to_json(forklab::supervise(request, STDIN_FILENO)));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "forklab-supervise: %s\n", error.what());
    return 2;
  }
}
