#include "supervise/look.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/unique_fd.hpp"
#include "base/write_all.hpp"
#include "supervise/capture.hpp"
#include "supervise/evidence.hpp"

namespace forklab {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// A looker that sleeps for so long is stuck; one that computes or reads is slow.
constexpr milliseconds longest_sleep(2000);
constexpr milliseconds longest_look(20'000);

// The supervisor may have had enough of this look: then nobody reads it.
void tell(const ProcessEvidence& evidence, int fd) {
  static_cast<void>(write_all(fd, to_json(evidence) + "\n"));
}

// The child's part. Nothing of the supervisor's is destroyed or flushed in it.
[[noreturn]] void look_and_tell(const std::vector<ProcessEntry>& processes, pid_t session, int fd) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  try {
    for (const ProcessEntry& process : processes) tell(kernel_evidence_of(process, session), fd);
    for (const ProcessEntry& process : processes) tell(evidence_of(process, session), fd);
  } catch (const std::exception&) {
    ::_exit(1);
  }
  ::_exit(0);
}

// A process that looks at some, and what it has told.
class Looker {
 public:
  Looker(const std::vector<ProcessEntry>& processes, pid_t session) {
    Pipe pipe = make_pipe();
    pid_ = ::fork();
    if (pid_ < 0) throw_errno("cannot start a look", errno);
    if (pid_ == 0) look_and_tell(processes, session, pipe.write_end.get());
    reader_ = PipeReader(std::move(pipe.read_end));
  }
  ~Looker() {
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  Looker(const Looker&) = delete;
  Looker& operator=(const Looker&) = delete;

  [[nodiscard]] int fd() const { return reader_.fd(); }
  [[nodiscard]] bool is_over() const { return reader_.fd() < 0; }

  // What has been told since the last call.
  std::vector<ProcessEvidence> read() {
    std::vector<ProcessEvidence> told;
    if (reader_.read_available(rest_) > 0) last_sign_ = Clock::now();
    for (auto end = rest_.find('\n'); end != rest_.npos; end = rest_.find('\n')) {
      told.push_back(process_evidence_from_json(rest_.substr(0, end)));
      rest_.erase(0, end + 1);
    }
    return told;
  }

  [[nodiscard]] bool is_stuck() {
    const auto now = parse_stat(
        read_file_or_empty(std::filesystem::path("/proc") / std::to_string(pid_) / "stat"));
    if (!now || now->state != 'S' || now->cpu_time != used_) last_sign_ = Clock::now();
    if (now) used_ = now->cpu_time;
    return Clock::now() - last_sign_ >= longest_sleep;
  }

 private:
  pid_t pid_ = -1;
  PipeReader reader_{UniqueFd()};
  std::string rest_;
  Clock::time_point last_sign_ = Clock::now();
  milliseconds used_{0};
};

// The later evidence of a process takes the place of the earlier.
void keep(ProcessEvidence evidence, std::vector<ProcessEvidence>& all) {
  const auto place = std::find_if(all.begin(), all.end(),
                                  [&](const auto& one) { return one.pid == evidence.pid; });
  if (place == all.end())
    all.push_back(std::move(evidence));
  else
    *place = std::move(evidence);
}

// One looker's work. At how many processes it has looked: all, or those before the one that it is
// stuck at or has died of.
std::size_t look_once(const std::vector<ProcessEntry>& processes, pid_t session,
                      const std::function<bool(int fd)>& wait, std::vector<ProcessEvidence>& all) {
  std::size_t lines = 0;
  Looker looker(processes, session);
  while (!looker.is_over() && wait(looker.fd())) {
    for (ProcessEvidence& one : looker.read()) {
      ++lines;
      keep(std::move(one), all);
    }
    if (looker.is_stuck()) break;
  }
  return lines - std::min(lines, processes.size());
}

}  // namespace

std::vector<ProcessEvidence> look_at(const std::vector<ProcessEntry>& processes, pid_t session,
                                     const std::function<bool(int fd)>& wait) {
  std::vector<ProcessEvidence> all;
  const auto latest = Clock::now() + longest_look;
  bool is_wanted = true;
  const auto wait_in_time = [&](int fd) {
    is_wanted = Clock::now() < latest && wait(fd);
    return is_wanted;
  };
  std::vector<ProcessEntry> left = processes;
  try {
    while (!left.empty() && is_wanted) {
      const std::size_t traced = look_once(left, session, wait_in_time, all);
      if (traced == left.size()) break;
      // The request to stop, which it may not have seen yet, must not stop it now.
      ::kill(left[traced].pid, SIGCONT);
      left.erase(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(traced) + 1);
    }
  } catch (const LabError&) {  // no process or no descriptor for a looker
    for (const ProcessEntry& process : processes)
      if (std::none_of(all.begin(), all.end(),
                       [&](const auto& one) { return one.pid == process.pid; }))
        all.push_back(kernel_evidence_of(process, session));
  }
  return all;
}

}  // namespace forklab
