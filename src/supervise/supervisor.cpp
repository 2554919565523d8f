#include "supervise/supervisor.hpp"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

#include <unistd.h>
#include <algorithm>

#include <cerrno>
#include <csignal>
#include <map>
#include <optional>

#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "supervise/capture.hpp"
#include "supervise/launch.hpp"
#include "supervise/look.hpp"
#include "supervise/process_tree.hpp"
#include "supervise/run_clock.hpp"

namespace forklab {
namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

// So many crashes of one run are looked at.
constexpr unsigned most_crashes = 32;

UniqueFd watched_signals() {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int signal : {SIGCHLD, SIGINT, SIGTERM, SIGHUP}) ::sigaddset(&set, signal);
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
  UniqueFd fd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd) throw_errno("cannot make a signalfd", errno);
  return fd;
}

struct ProbePipes {
  Pipe events, child_stderr, crash;

  [[nodiscard]] std::string with_number(const std::string& argument) const {
    if (argument == event_fd_word) return std::to_string(events.write_end.get());
    if (argument == child_stderr_fd_word) return std::to_string(child_stderr.write_end.get());
    if (argument == crash_fd_word) return std::to_string(crash.read_end.get());
    return argument;
  }
  [[nodiscard]] std::vector<int> for_program() const {
    return {events.write_end.get(), child_stderr.write_end.get(), crash.read_end.get()};
  }
};

class Supervision {
 public:
  Supervision(const RunRequest& request, int lifeline) : request_(request), lifeline_(lifeline) {}

  RunReport run() {
    if (::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) throw_errno("cannot become a subreaper", errno);
    signals_ = watched_signals();
    ::signal(SIGPIPE, SIG_IGN);  // who reads a pipe of ours may be dead
    const auto start = Clock::now();
    if (start_program()) {
      watch_program();
      if (report_.ended_by == EndedBy::itself) let_descendants_settle();
      end_descendants();
      read_streams();
    }
    report_.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    report_.standard_output = standard_output_.take();
    report_.standard_error = standard_error_.take();
    report_.child_standard_error = child_standard_error_.take();
    report_.events = events_.events();
    report_.events_garbled = events_.garbled();
    return std::move(report_);
  }

 private:
  bool start_program() {
    Pipe output = make_pipe(), error = make_pipe();
    ProbePipes probe;
    LaunchOptions launching{request_.argv, request_.environment, request_.folder};
    launching.standard_output = output.write_end.get();
    launching.standard_error = error.write_end.get();
    if (request_.events) {
      probe = {make_pipe(), make_pipe(), make_pipe()};
      launching.kept_fds = probe.for_program();
      for (std::string& argument : launching.argv) argument = probe.with_number(argument);
    }
    auto launched = launch(launching);
    if (!launched) {
      report_.status = ExitStatus::failed_to_start(launched.error().step, launched.error().error);
      return false;
    }
    report_.pid = launched->pid;
    pidfd_ = std::move(launched->pidfd);
    output_pipe_ = PipeReader(std::move(output.read_end));
    error_pipe_ = PipeReader(std::move(error.read_end));
    event_pipe_ = PipeReader(std::move(probe.events.read_end));
    child_error_pipe_ = PipeReader(std::move(probe.child_stderr.read_end));
    crash_pipe_ = std::move(probe.crash.write_end);
    return true;
  }

  // Until the program has ended, or ended_by says why nobody waits for that any more.
  void watch_program() {
    clock_.emplace(::getpid(), request_.deadline);
    while (!program_ended_ && report_.ended_by == EndedBy::itself) {
      if (wait_for_something(clock_->next_look())) continue;
      // What is there now is there in time: a loaded machine may wake the supervisor late.
      reap();
      if (!program_ended_ && clock_->is_over()) report_.ended_by = EndedBy::deadline;
    }
    if (report_.ended_by == EndedBy::itself || report_.ended_by == EndedBy::interrupt) return;
    report_.evidence = evidence_of_descendants();
  }

  void let_descendants_settle() {
    reap();
    if (!children_left_) return;
    clock_.emplace(::getpid(), request_.settle);
    clock_->forget_before();
    while (children_left_ && report_.ended_by == EndedBy::itself) {
      if (wait_for_something(clock_->next_look())) continue;
      reap();
      if (clock_->is_over()) return;
    }
  }

  [[nodiscard]] std::vector<ProcessEvidence> evidence_of_descendants() {
    return evidence_of_processes(descendants_of(::getpid()));
  }

  // An interrupt ends the look. What ended meanwhile is reaped.
  std::vector<ProcessEvidence> evidence_of_processes(const std::vector<ProcessEntry>& processes) {
    const auto begin = Clock::now();
    auto evidence = look_at(processes, report_.pid, [this](int look) {
      pollfd polled[] = {{look, POLLIN, 0}, {signals_.get(), POLLIN, 0}, {lifeline_, POLLIN, 0}};
      if (::poll(polled, std::size(polled), 100) < 0) return errno == EINTR;
      if (polled[2].revents != 0) look_at_lifeline();
      if (polled[1].revents != 0) look_at_signals();
      return report_.ended_by != EndedBy::interrupt;
    });
    reap();
    clock_->was_held(Clock::now() - begin);
    return evidence;
  }

  // One poll. False when the time was up before anything happened.
  bool wait_for_something(Clock::time_point end) {
    const auto left = std::chrono::ceil<Milliseconds>(end - Clock::now());
    pollfd polled[] = {
        {program_ended_ ? -1 : pidfd_.get(), POLLIN, 0},
        {signals_.get(), POLLIN, 0},
        {lifeline_, POLLIN, 0},
        {output_pipe_.fd(), POLLIN, 0},
        {error_pipe_.fd(), POLLIN, 0},
        {event_pipe_.fd(), POLLIN, 0},
        {child_error_pipe_.fd(), POLLIN, 0},
    };
    if (left <= Milliseconds::zero()) return false;
    const int ready = ::poll(polled, std::size(polled), static_cast<int>(left.count()));
    if (ready < 0 && errno != EINTR) throw_errno("poll", errno);
    if (ready <= 0) return ready < 0;
    if (polled[2].revents != 0) look_at_lifeline();
    if (polled[1].revents != 0) look_at_signals();
    read_streams();
    if (polled[0].revents != 0 || polled[1].revents != 0) reap();
    return true;
  }

  void look_at_lifeline() {
    char ignored[256];
    const ssize_t size = ::read(lifeline_, ignored, sizeof ignored);
    if (size > 0 || (size < 0 && (errno == EINTR || errno == EAGAIN))) return;
    lifeline_ = -1;
    report_.ended_by = EndedBy::interrupt;
  }

  void look_at_signals() {
    signalfd_siginfo info{};
    while (::read(signals_.get(), &info, sizeof info) == sizeof info)
      if (info.ssi_signo != SIGCHLD) report_.ended_by = EndedBy::interrupt;
  }

  void read_streams() {
    read_stream(output_pipe_, standard_output_);
    read_stream(error_pipe_, standard_error_);
    read_stream(child_error_pipe_, child_standard_error_);
    std::string bytes;
    event_pipe_.read_available(bytes);
    events_.add(bytes);
    look_at_crashes();
    if (output_size_ > request_.output_limit && report_.ended_by == EndedBy::itself &&
        !program_ended_)
      report_.ended_by = EndedBy::output_limit;
  }

  // A process that crashes says so and waits: look where it is, then let it die as it would have.
  void look_at_crashes() {
    for (; events_seen_ < events_.events().size(); ++events_seen_) {
      const Event& event = events_.events()[events_seen_];
      if (event.kind != EventKind::crashing) continue;
      if (++crashes_seen_ > most_crashes) {  // looks do not count against the deadline
        static_cast<void>(!::write(crash_pipe_.get(), ".", 1));
        continue;
      }
      std::vector<ProcessEntry> crashed = descendants_of(::getpid());
      std::erase_if(crashed, [&](const auto& process) { return process.pid != event.pid; });
      for (ProcessEvidence& evidence : evidence_of_processes(crashed))
        report_.crashes.push_back(std::move(evidence));
      static_cast<void>(!::write(crash_pipe_.get(), ".", 1));
    }
  }

  void read_stream(PipeReader& pipe, TextCapture& capture) {
    std::string bytes;
    output_size_ += pipe.read_available(bytes);
    capture.add(bytes);
  }

  // The one place that waits for processes: takes every status there is, without waiting.
  void reap() {
    int raw = 0;
    for (;;) {
      const pid_t pid = ::waitpid(-1, &raw, WNOHANG | WUNTRACED | WCONTINUED);
      if (pid < 0 && errno == EINTR) continue;
      if (pid < 0) children_left_ = false;  // ECHILD: nothing descends from us any more
      if (pid <= 0) return;
      take_status(pid, ExitStatus::from_raw(raw));
    }
  }

  void take_status(pid_t pid, const ExitStatus& status) {
    const bool over =
        status.kind() == ExitStatus::Kind::exited || status.kind() == ExitStatus::Kind::signalled;
    if (pid == report_.pid) {
      if (killing_) return;  // our own signal
      report_.status = status;
      program_ended_ = over;
      // Nobody has killed it: whatever the clock says, it ended by itself, during a look perhaps.
      if (over && report_.ended_by == EndedBy::deadline) report_.ended_by = EndedBy::itself;
    } else if (over) {
      ended_[pid] = status;
      if (!killing_) report_.survivors.push_back({pid, "", false, true, status});
    }
  }

  // Names and kills what is left; returns when nothing is.
  void end_descendants() {
    reap();
    if (report_.ended_by == EndedBy::itself && children_left_)
      report_.evidence = evidence_of_descendants();
    if (!children_left_) return report_.evidence.clear();  // nobody hangs
    const std::vector<ProcessEntry> left = descendants_of(::getpid());
    killing_ = true;
    kill_until_none_is_left();
    for (const ProcessEntry& process : left)
      if (process.pid != report_.pid) add_survivor(process);
  }

  void add_survivor(const ProcessEntry& process) {
    const bool zombie = process.state == 'Z';
    const auto ended = ended_.find(process.pid);
    report_.survivors.push_back({process.pid, process.name, process.session != report_.pid, zombie,
                                 zombie && ended != ended_.end() ? ended->second : ExitStatus()});
  }

  void kill_until_none_is_left() {
    while (children_left_) {
      // A process may fork while the list is made: look again until there is none.
      for (const ProcessEntry& process : descendants_of(::getpid())) ::kill(process.pid, SIGKILL);
      reap();
      if (!children_left_) return;
      pollfd polled{signals_.get(), POLLIN, 0};
      ::poll(&polled, 1, 20);
      look_at_signals();
      reap();
    }
  }

  const RunRequest& request_;
  int lifeline_;
  UniqueFd signals_;
  UniqueFd pidfd_;
  PipeReader output_pipe_{UniqueFd()}, error_pipe_{UniqueFd()}, event_pipe_{UniqueFd()},
      child_error_pipe_{UniqueFd()};
  TextCapture standard_output_, standard_error_, child_standard_error_;
  EventCapture events_;
  std::size_t events_seen_ = 0;
  unsigned crashes_seen_ = 0;
  UniqueFd crash_pipe_;
  std::uint64_t output_size_ = 0;
  bool program_ended_ = false;
  bool children_left_ = true;
  bool killing_ = false;
  std::optional<RunClock> clock_;  // of the program, then of what outlives it
  std::map<pid_t, ExitStatus> ended_;
  RunReport report_;
};

}  // namespace

RunReport supervise(const RunRequest& request, int lifeline) {
  return Supervision(request, lifeline).run();
}

}  // namespace forklab
