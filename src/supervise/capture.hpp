// Streams of a run, read without waiting.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/unique_fd.hpp"
#include "event/event.hpp"
#include "outcome/run_report.hpp"

namespace forklab {

// Reads what a pipe holds now. End of file closes the descriptor; that says nothing about who is
// still alive.
class PipeReader {
 public:
  explicit PipeReader(UniqueFd fd);

  [[nodiscard]] int fd() const { return fd_.get(); }  // -1 after the end
  // Appends to `bytes`; returns how many were read.
  std::size_t read_available(std::string& bytes);

 private:
  UniqueFd fd_;
};

// A text stream of which the beginning and the end are kept, 64 KiB each.
class TextCapture {
 public:
  void add(std::string_view bytes);
  [[nodiscard]] CapturedText take() const;

 private:
  std::string head_;
  std::string tail_;
  std::uint64_t dropped_ = 0;
};

// The probe's events. After garbage nothing more is taken.
class EventCapture {
 public:
  void add(std::string_view bytes);
  [[nodiscard]] const std::vector<Event>& events() const { return events_; }
  [[nodiscard]] bool garbled() const { return garbled_; }

 private:
  std::string rest_;
  std::vector<Event> events_;
  bool garbled_ = false;
};

}  // namespace forklab
