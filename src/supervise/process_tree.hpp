// Who descends from whom, read from /proc.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace forklab {

struct ProcessEntry {
  pid_t pid = 0;
  pid_t ppid = 0;
  pid_t session = 0;
  char state = '?';                       // 'Z' for a zombie
  std::chrono::milliseconds cpu_time{0};  // its own and that of the children it has waited for
  std::string name;                       // the kernel's 15 bytes
};

// The fields of a /proc/PID/stat text. Nothing when it is none (the process is gone).
std::optional<ProcessEntry> parse_stat(const std::string& text);

// All descendants of `root` (not itself), parents before their children. Zombies are included.
std::vector<ProcessEntry> descendants_of(pid_t root);

// True if a thread of `root` or of a descendant runs or waits for a CPU (state R). Not one in state
// D: whoever called vfork is in it for as long as the child takes. The calling process is ignored.
// Reads the kernel's lists of children instead of all of /proc; where there are none: true.
bool wants_cpu(pid_t root);

}  // namespace forklab
