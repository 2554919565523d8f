// What the probe tells the supervisor, and how it looks on the pipe.
//
// Promises:
//  - One event is one write(2) of at most PIPE_BUF bytes, so that processes and threads may share
//    the pipe and a dying writer leaves a whole event or none (FramesOfTwoWritersDoNotMix).
//  - Encoding allocates nothing and calls nothing: it is fit for a signal handler, a pthread_atfork
//    handler and a child in which CPython is already broken.
//  - A reader can cut the stream anywhere and gets every whole event before the cut
//    (CutStreamKeepsWholeEvents); bytes that are no event are an error, not skipped.
//  - What was read has a kind, a value and another value that make sense together, whoever wrote
//  it:
//    they are used as indices, pids and statuses without another look (UnfitValuesAreGarbage).
//  - Text that does not fit is cut and marked as cut.
#pragma once

#include <climits>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "event/checkpoint.hpp"

namespace forklab {

enum class EventKind : std::uint8_t {
  checkpoint = 1,      // value: Checkpoint
  child = 2,           // value: pid that the forking call returned to the parent
  raised = 3,          // the forking call raised; text: "Type: message"
  waited = 4,          // value: raw wait status of the child; other: its pid
  fact = 5,            // text: "name=value", something the scenario found out
  leaked_fd = 6,       // text: what a descriptor is that was not open before, e.g. "pipe"
  not_applicable = 7,  // text: why this interpreter cannot answer the question
  trouble = 8,         // text: the probe itself failed; the run says nothing about CPython
  crashing = 9,        // value: signal; the process waits to be looked at, then dies by it
};

struct Event {
  EventKind kind{};
  std::int32_t pid = 0;       // who reports
  std::int32_t ppid = 0;      // its parent at that moment
  std::int64_t value = 0;     // by kind
  std::int64_t other = 0;     // by kind
  std::uint64_t time_ns = 0;  // CLOCK_MONOTONIC
  bool cut = false;           // the text was longer
  std::string text{};
};

// Whether these are an event: a scenario's code has the pipe's descriptor, too, and may write
// anything. Kinds that only have a text may have any value.
constexpr bool is_event(int kind, std::int64_t value, std::int64_t other) {
  constexpr std::int64_t signals = 64;
  const auto is_pid = [](std::int64_t number) { return number > 0 && number <= INT_MAX; };
  const auto is_int = [](std::int64_t number) { return number >= INT_MIN && number <= INT_MAX; };
  if (kind < static_cast<int>(EventKind::checkpoint) ||
      kind > static_cast<int>(EventKind::crashing))
    return false;
  switch (static_cast<EventKind>(kind)) {
    case EventKind::checkpoint:
      return value >= 0 && value < static_cast<std::int64_t>(checkpoint_names.size());
    case EventKind::child: return is_pid(value);
    case EventKind::waited: return is_int(value) && is_pid(other);
    case EventKind::crashing: return value > 0 && value <= signals;
    default: return true;
  }
}

namespace event_frame {

struct Header {
  std::uint32_t magic;
  std::uint16_t size;  // of the whole frame, bytes
  std::uint8_t kind;
  std::uint8_t cut;
  std::int32_t pid;
  std::int32_t ppid;
  std::int64_t value;
  std::int64_t other;
  std::uint64_t time_ns;
};
static_assert(sizeof(Header) == 40);

inline constexpr std::uint32_t magic = 0x424b4c46;  // "FLKB"
inline constexpr std::size_t max_size = 1024;
inline constexpr std::size_t max_text = max_size - sizeof(Header);
static_assert(max_size <= PIPE_BUF);

struct Buffer {
  char bytes[max_size];
  std::size_t size = 0;
};

inline void encode(Buffer& buffer, EventKind kind, std::int32_t pid, std::int32_t ppid,
                   std::int64_t value, std::int64_t other, std::uint64_t time_ns,
                   std::string_view text) noexcept {
  const bool cut = text.size() > max_text;
  if (cut) text = text.substr(0, max_text);
  const Header header{magic,
                      static_cast<std::uint16_t>(sizeof(Header) + text.size()),
                      static_cast<std::uint8_t>(kind),
                      static_cast<std::uint8_t>(cut ? 1 : 0),
                      pid,
                      ppid,
                      value,
                      other,
                      time_ns};
  std::memcpy(buffer.bytes, &header, sizeof header);
  if (!text.empty()) std::memcpy(buffer.bytes + sizeof header, text.data(), text.size());
  buffer.size = header.size;
}

enum class Decoded { whole, incomplete, garbage };

// Takes one event off the front of `stream` (`whole`), or leaves the stream as it is.
inline Decoded decode(std::string_view& stream, Event& event) {
  Header header;
  if (stream.size() < sizeof header) return Decoded::incomplete;
  std::memcpy(&header, stream.data(), sizeof header);
  if (header.magic != magic || header.size < sizeof header || header.size > max_size ||
      !is_event(header.kind, header.value, header.other))
    return Decoded::garbage;
  if (stream.size() < header.size) return Decoded::incomplete;
  event = Event{static_cast<EventKind>(header.kind),
                header.pid,
                header.ppid,
                header.value,
                header.other,
                header.time_ns,
                header.cut != 0,
                std::string(stream.substr(sizeof header, header.size - sizeof header))};
  stream.remove_prefix(header.size);
  return Decoded::whole;
}

}  // namespace event_frame
}  // namespace forklab
