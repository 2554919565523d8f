#include "app/progress.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cmath>
#include <iostream>

namespace forklab {
namespace {

std::size_t terminal_width() {
  winsize size{};
  const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20;
  return known ? size.ws_col : 80;
}

constexpr std::string_view clear_line = "\r\033[K";

}  // namespace

std::string progress_line(std::size_t done, std::size_t total,
                          std::chrono::duration<double> elapsed, std::string_view what,
                          std::size_t width) {
  std::string line = "[" + std::to_string(done) + "/" + std::to_string(total) + "]";
  if (elapsed.count() >= 0.1 && done > 0) {
    const double rate = static_cast<double>(done) / elapsed.count();
    const double left = static_cast<double>(total - done) / rate;
    line += " " + std::to_string(std::lround(rate)) + "/s, " +
            std::to_string(static_cast<long>(std::ceil(left))) + " s left";
  }
  line += "  " + std::string(what);
  return line.substr(0, width - 1);
}

Progress::Progress(bool quiet) : on_(!quiet && ::isatty(STDERR_FILENO) == 1) {}

void Progress::keep(std::string_view line) {
  if (!on_) return;
  std::cerr << clear_line << line << "\n" << std::flush;
  shown_ = {};
}

Progress::~Progress() {
  if (on_ && shown_ != Clock::time_point{}) std::cerr << clear_line << std::flush;
}

void Progress::show(std::size_t done, std::size_t total, std::string_view what) {
  const auto now = Clock::now();
  if (!on_ || (now - shown_ < std::chrono::milliseconds(50) && done != total)) return;
  shown_ = now;
  std::cerr << clear_line << progress_line(done, total, now - start_, what, terminal_width())
            << std::flush;
}

}  // namespace forklab
