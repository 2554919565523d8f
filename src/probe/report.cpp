#include "probe/report.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

namespace forklab::probe {
namespace {

// One per process, for all interpreters in it: they share the loaded library.
std::atomic<int> event_pipe{-1};
std::atomic<int> child_stderr_pipe{-1};
std::atomic<unsigned> reported{0};
std::atomic<pid_t> supervisor{0};

std::uint64_t now_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000U +
         static_cast<std::uint64_t>(now.tv_nsec);
}

void write_event(EventKind kind, std::string_view text, std::int64_t value, std::int64_t other) {
  const int fd = event_pipe.load();
  if (fd < 0) return;
  event_frame::Buffer buffer;
  event_frame::encode(buffer, kind, ::getpid(), ::getppid(), value, other, now_ns(), text);
  while (::write(fd, buffer.bytes, buffer.size) < 0 && errno == EINTR) {
  }
}

// Runs inside fork(3), after the system call and before PyOS_AfterFork_Child().
void in_new_child() {
  const int fd = child_stderr_pipe.load();
  if (fd >= 0) ::dup2(fd, STDERR_FILENO);
  reported.store(0);
  // As the first process was told before exec (supervise/launch.cpp); it is not inherited.
  ::prctl(PR_SET_PTRACER, supervisor.load());
  report(Checkpoint::forked);
}

std::atomic<int> crash_pipe{-1};

int close_on_exec(int fd) {
  if (fd >= 0) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  return fd;
}

}  // namespace

// By this name the frames below it are found: outcome.cpp.
extern "C" void forklab_crash_handler(int signal, siginfo_t* info, void*) {
  ::signal(signal, SIG_DFL);
  report(EventKind::crashing, {}, signal);
  char byte;
  while (::read(crash_pipe.load(), &byte, 1) < 0 && errno == EINTR) {
  }
  // A fault happens again on return; a signal that was sent does not.
  if (info->si_code <= 0) ::raise(signal);
}

void watch_crashes(int fd) {
  if (fd < 0) return;
  crash_pipe.store(close_on_exec(fd));
  struct sigaction action {};
  action.sa_sigaction = forklab_crash_handler;
  action.sa_flags = SA_SIGINFO;
  for (const int signal : {SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE})
    ::sigaction(signal, &action, nullptr);
}

void set_event_fd(int fd) { event_pipe.store(close_on_exec(fd)); }
void set_child_stderr_fd(int fd) { child_stderr_pipe.store(close_on_exec(fd)); }
int event_fd() { return event_pipe.load(); }
int child_stderr_fd() { return child_stderr_pipe.load(); }
void watch_forks() {
  supervisor.store(::getppid());
  ::pthread_atfork(nullptr, nullptr, in_new_child);
}

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
