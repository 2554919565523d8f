#include "supervise/run_clock.hpp"

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "base/file.hpp"

namespace forklab {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr int most_limits = 10;
// A run is looked at so often, and not before: most are over by then.
constexpr milliseconds shortest_pause(50);
constexpr int looks_per_limit = 20;

milliseconds cpu_time_of(const std::vector<ProcessEntry>& processes) {
  milliseconds used{0};
  for (const ProcessEntry& process : processes) used += process.cpu_time;
  return used;
}

}  // namespace

nanoseconds cpu_wait_in(const std::string& schedstat) {
  std::istringstream numbers(schedstat);
  nanoseconds::rep on_cpu = 0, waited = 0;
  return numbers >> on_cpu >> waited ? nanoseconds(waited) : nanoseconds(0);
}

void CpuWaits::look_at(const std::vector<ProcessEntry>& processes) {
  std::error_code ignored;
  for (const ProcessEntry& process : processes) {
    const auto tasks = std::filesystem::path("/proc") / std::to_string(process.pid) / "task";
    for (const auto& task : std::filesystem::directory_iterator(tasks, ignored)) {
      const nanoseconds now = cpu_wait_in(read_file_or_empty(task.path() / "schedstat"));
      nanoseconds& before = seen_[std::atoi(task.path().filename().c_str())];
      total_ += now >= before ? now - before : now;  // a new thread may have an old one's number
      before = now;
    }
  }
}

RunClock::RunClock(pid_t root, milliseconds limit)
    : root_(root),
      limit_(limit),
      next_look_(start_ + std::min(limit, std::max(shortest_pause, limit / looks_per_limit))) {}

void RunClock::forget_before() {
  const auto processes = descendants_of(root_);
  waits_.look_at(processes);
  waited_before_ = waits_.total();
  used_before_ = cpu_time_of(processes);
}

RunClock::Clock::duration RunClock::had() const {
  return Clock::now() - start_ - held_ - (waits_.total() - waited_before_);
}

bool RunClock::is_over() {
  const auto processes = descendants_of(root_);
  waits_.look_at(processes);
  const auto now = Clock::now();
  const auto pause =
      std::max(shortest_pause, std::chrono::duration_cast<milliseconds>(limit_) / looks_per_limit);
  next_look_ = now + std::clamp<Clock::duration>(limit_ - had(), milliseconds(1), pause);
  if (now - start_ - held_ < limit_) return false;
  return had() >= limit_ || cpu_time_of(processes) - used_before_ >= limit_ ||
         now - start_ - held_ >= most_limits * limit_;
}

}  // namespace forklab
