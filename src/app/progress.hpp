// What a person sees while cells run, on a terminal only: one line that is written over, and above
// it what is worth keeping.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace forklab {

class Progress {
 public:
  // Writes to stderr; silent when that is no terminal or `quiet`.
  explicit Progress(bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::size_t done, std::size_t total, std::string_view what);
  // Puts a line above the progress line, where it stays.
  void keep(std::string_view line);

 private:
  using Clock = std::chrono::steady_clock;
  bool on_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point shown_{};
};

// "[12/400] 96/s, 4 s left  WHAT", cut to `width` characters. Nothing is said of rate and time
// before `elapsed` is a tenth of a second.
std::string progress_line(std::size_t done, std::size_t total,
                          std::chrono::duration<double> elapsed, std::string_view what,
                          std::size_t width);

}  // namespace forklab
