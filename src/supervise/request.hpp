// What to run under supervision.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace forklab {

struct RunRequest {
  std::vector<std::string> argv;               // argv[0] is the program's path
  std::vector<std::string> environment;        // "NAME=value", complete: nothing is inherited
  std::filesystem::path folder;                // where it starts
  std::chrono::milliseconds deadline{10'000};  // later when the machine gives it too little CPU
  // How long descendants may live on by themselves after the first process has ended.
  std::chrono::milliseconds settle{250};
  std::uint64_t output_limit = 1U << 20U;  // bytes, all streams together
  // Make pipes for events, for the stderr of forked children, and one from which a process that
  // crashes reads a byte when it has been looked at. Their descriptor numbers replace the words
  // below wherever they are an argument.
  bool events = true;

  friend bool operator==(const RunRequest&, const RunRequest&) = default;
};

inline constexpr std::string_view event_fd_word = "{event-fd}";
inline constexpr std::string_view crash_fd_word = "{crash-fd}";
inline constexpr std::string_view child_stderr_fd_word = "{child-stderr-fd}";

std::string to_json(const RunRequest& request);
// Throws LabError saying what is missing or wrong.
RunRequest run_request_from_json(std::string_view text);

}  // namespace forklab
