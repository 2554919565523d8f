// The child of the tests: each name is one behaviour of a process that a supervisor must cope with.
//   helper NAME [ARGUMENT]
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <thread>

#include "event/event.hpp"

namespace {

using forklab::EventKind;

[[noreturn]] void wait_for_ever() {
  for (;;) ::pause();
}

// Tells the test, through a FIFO, which process is now where it should be.
void say_ready(const char* fifo) {
  const int fd = ::open(fifo, O_WRONLY);
  const std::string line = std::to_string(::getpid()) + "\n";
  if (fd < 0 || ::write(fd, line.data(), line.size()) < 0) ::_exit(90);
  ::close(fd);
}

int exit_with(const char* status) { return std::atoi(status); }

int raise_signal(const char* signal) {
  ::raise(std::atoi(signal));
  return 91;
}

int hang(const char*) { wait_for_ever(); }

int spin(const char*) {
  for (volatile bool for_ever = true; for_ever;) continue;
  return 93;
}

// For so many milliseconds of CPU time.
int compute(const char* milliseconds) {
  const auto enough = std::clock() + std::atol(milliseconds) * (CLOCKS_PER_SEC / 1000);
  while (std::clock() < enough) continue;
  return 0;
}

// For 300 ms of CPU time, then asleep for 200 ms: a sleep of the program under test.
int compute_and_sleep(const char*) {
  compute("300");
  timespec nap{0, 200'000'000};
  while (::nanosleep(&nap, &nap) != 0) continue;
  return 0;
}

// The parent cannot stop, and is state D, until its child has opened a FIFO that nobody reads.
int hang_in_vfork(const char* folder) {
  static std::string fifo;
  fifo = std::string(folder) + "/nobody-reads";
  if (::mkfifo(fifo.c_str(), 0600) != 0) return 93;
  if (::vfork() == 0) {
    ::open(fifo.c_str(), O_WRONLY);
    ::_exit(0);
  }
  return 0;
}

// As above, when a reader of the ready FIFO knows who is stuck.
int hang_in_vfork_ready(const char* fifo) {
  say_ready(fifo);
  return hang_in_vfork(std::string(fifo, std::strrchr(fifo, '/')).c_str());
}

int hang_ready(const char* fifo) {
  say_ready(fifo);
  wait_for_ever();
}

int hang_in_threads(const char* count) {
  for (int i = std::atoi(count); i > 0; --i) std::thread(wait_for_ever).detach();
  wait_for_ever();
}

int ignore_signals(const char*) {
  for (int signal = 1; signal < 32; ++signal) ::signal(signal, SIG_IGN);
  wait_for_ever();
}

int stop(const char*) {
  ::raise(SIGSTOP);
  return 0;
}

int flood(const char*) {
  const std::string block(65536, 'x');
  for (;;)
    if (::write(STDOUT_FILENO, block.data(), block.size()) < 0) return 92;
}

// Both pipes are closed long before the end; the status must still be the one at the end.
int close_output(const char* status) {
  ::close(STDOUT_FILENO);
  ::close(STDERR_FILENO);
  for (int i = 0; i < 50; ++i) {
    const pid_t pid = ::fork();
    if (pid == 0) ::_exit(0);
    ::waitpid(pid, nullptr, 0);
  }
  return std::atoi(status);
}

// Ends with 7 and leaves a grandchild in a session of its own that holds the pipes.
int leave_daemon(const char*) {
  if (::fork() == 0) {
    ::setsid();
    if (::fork() == 0) wait_for_ever();
    ::_exit(0);
  }
  return 7;
}

int leave_stopped_child(const char*) {
  if (::fork() == 0) {
    ::raise(SIGSTOP);
    wait_for_ever();
  }
  return 0;
}

int leave_stubborn_child(const char*) {
  if (::fork() == 0) ignore_signals(nullptr);
  return 0;
}

// The child ends by itself shortly after its parent.
int leave_child_that_ends(const char*) {
  int gone[2];
  if (::pipe(gone) != 0) return 93;
  if (::fork() == 0) {
    char ignored;
    ::close(gone[1]);
    while (::read(gone[0], &ignored, 1) > 0) {
    }
    ::_exit(5);
  }
  return 0;
}

int print(const char* text) {
  std::fputs(text, stdout);
  std::fputs("to stderr", stderr);
  return 0;
}

// What it was started with: environment, open descriptors, working folder.
int show_surroundings(const char*) {
  for (char** entry = environ; *entry != nullptr; ++entry) std::printf("env %s\n", *entry);
  for (int fd = 0; fd < 256; ++fd)
    if (::fcntl(fd, F_GETFD) >= 0) std::printf("fd %d\n", fd);
  char folder[4096];
  std::printf("cwd %s\nsid-is-own %d\n", ::getcwd(folder, sizeof folder),
              ::getsid(0) == ::getpid());
  sigset_t blocked;
  ::sigprocmask(SIG_BLOCK, nullptr, &blocked);
  for (int signal = 1; signal < 32; ++signal)
    if (::sigismember(&blocked, signal) == 1) std::printf("blocked %d\n", signal);
  return 0;
}

// Writes an event into the pipe whose number is given, as a probe would.
void write_event(const char* fd, EventKind kind, std::int64_t value) {
  forklab::event_frame::Buffer buffer;
  forklab::event_frame::encode(buffer, kind, ::getpid(), ::getppid(), value, 0, 0, {});
  if (::write(std::atoi(fd), buffer.bytes, buffer.size) < 0) ::_exit(95);
}

int report_no_checkpoint(const char* event_fd) {
  write_event(event_fd, EventKind::checkpoint, 200);
  return 0;
}

// Says that it crashes, and is dead when the supervisor has looked: nobody reads what it writes.
int crash_unheard(const char* event_fd) {
  write_event(event_fd, EventKind::crashing, SIGSEGV);
  ::raise(SIGKILL);
  return 91;
}

// Says that it crashes, and ends as if nothing had been.
int report_crash_and_exit(const char* event_fd) {
  write_event(event_fd, EventKind::crashing, SIGSEGV);
  return 0;
}

struct Behaviour {
  const char* name;
  int (*run)(const char* argument);
};

constexpr Behaviour behaviours[] = {
    {"exit", exit_with},
    {"raise", raise_signal},
    {"hang", hang},
    {"spin", spin},
    {"compute", compute},
    {"compute-and-sleep", compute_and_sleep},
    {"hang-in-vfork", hang_in_vfork},
    {"hang-in-vfork-ready", hang_in_vfork_ready},
    {"hang-ready", hang_ready},
    {"hang-in-threads", hang_in_threads},
    {"ignore-signals", ignore_signals},
    {"stop", stop},
    {"flood", flood},
    {"close-output", close_output},
    {"leave-daemon", leave_daemon},
    {"leave-stopped-child", leave_stopped_child},
    {"leave-stubborn-child", leave_stubborn_child},
    {"leave-child-that-ends", leave_child_that_ends},
    {"print", print},
    {"show-surroundings", show_surroundings},
    {"report-no-checkpoint", report_no_checkpoint},
    {"crash-unheard", crash_unheard},
    {"report-crash-and-exit", report_crash_and_exit},
};

}  // namespace

int main(int argc, char** argv) {
  for (const Behaviour& behaviour : behaviours)
    if (argc > 1 && std::strcmp(argv[1], behaviour.name) == 0)
      return behaviour.run(argc > 2 ? argv[2] : "0");
  std::fprintf(stderr, "helper: no such behaviour\n");
  return 94;
}
