#include "probe/report.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

namespace forklab::probe {
namespace {

// One per process, for all interpreters in it: they share the loaded library.
std::atomic<int> event_fd{-1};
std::atomic<int> child_stderr_fd{-1};
std::atomic<unsigned> reported{0};

std::uint64_t now_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000U +
         static_cast<std::uint64_t>(now.tv_nsec);
}

void write_event(EventKind kind, std::string_view text, std::int64_t value, std::int64_t other) {
  const int fd = event_fd.load();
  if (fd < 0) return;
  event_frame::Buffer buffer;
  event_frame::encode(buffer, kind, ::getpid(), ::getppid(), value, other, now_ns(), text);
  while (::write(fd, buffer.bytes, buffer.size) < 0 && errno == EINTR) {
  }
}

// Runs inside fork(3), after the system call and before PyOS_AfterFork_Child().
void in_new_child() {
  const int fd = child_stderr_fd.load();
  if (fd >= 0) ::dup2(fd, STDERR_FILENO);
  reported.store(0);
  report(Checkpoint::forked);
}

int close_on_exec(int fd) {
  if (fd >= 0) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  return fd;
}

}  // namespace

void set_event_fd(int fd) { event_fd.store(close_on_exec(fd)); }
void set_child_stderr_fd(int fd) { child_stderr_fd.store(close_on_exec(fd)); }
void watch_forks() { ::pthread_atfork(nullptr, nullptr, in_new_child); }

void report(Checkpoint checkpoint) {
  reported.fetch_or(1U << static_cast<unsigned>(checkpoint));
  write_event(EventKind::checkpoint, {}, static_cast<std::int64_t>(checkpoint), 0);
}

void report(EventKind kind, std::string_view text, std::int64_t value, std::int64_t other) {
  write_event(kind, text, value, other);
}

bool has_reported(Checkpoint checkpoint) {
  return (reported.load() & (1U << static_cast<unsigned>(checkpoint))) != 0;
}

}  // namespace forklab::probe
