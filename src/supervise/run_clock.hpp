// How much of its time a run has had.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>

#include "supervise/process_tree.hpp"

namespace forklab {

// What each thread below a process waited for a CPU, as far as it was seen: a thread that ends
// takes with it what it waited since the last look.
class CpuWaits {
 public:
  void look_at(const std::vector<ProcessEntry>& processes);
  // Of all threads together: those that wait at the same time count each.
  [[nodiscard]] std::chrono::nanoseconds total() const { return total_; }

 private:
  std::map<pid_t, std::chrono::nanoseconds> seen_;
  std::chrono::nanoseconds total_{0};
};

// The first number of nanoseconds in a /proc/PID/schedstat text is time on a CPU, the second is
// time waiting for one. 0 where the kernel does not tell.
std::chrono::nanoseconds cpu_wait_in(const std::string& schedstat);

// Time that the supervisor held a process, and time that the run waited for a CPU, is not the
// run's. It is over when it has had `limit` by this measure, or as much CPU time: since threads
// that wait at the same time count each, the first alone might never end a run that computes in
// many. Ten limits are the most.
class RunClock {
 public:
  using Clock = std::chrono::steady_clock;

  // Starts now, for the descendants of `root`.
  RunClock(pid_t root, std::chrono::milliseconds limit);
  // What they have had before does not count.
  void forget_before();

  void was_held(Clock::duration time) { held_ += time; }
  // When is_over() is to be asked again.
  [[nodiscard]] Clock::time_point next_look() const { return next_look_; }
  [[nodiscard]] bool is_over();

 private:
  [[nodiscard]] Clock::duration had() const;

  pid_t root_;
  Clock::duration limit_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point next_look_;
  Clock::duration held_{0};
  CpuWaits waits_;
  std::chrono::nanoseconds waited_before_{0};
  std::chrono::milliseconds used_before_{0};
};

}  // namespace forklab
