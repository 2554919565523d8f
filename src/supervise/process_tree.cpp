#include "supervise/process_tree.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <numeric>
#include <set>
#include <sstream>

#include "base/file.hpp"

namespace forklab {
namespace {

std::vector<ProcessEntry> all_processes() {
  std::vector<ProcessEntry> processes;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    if (auto process = parse_stat(read_file_or_empty(entry.path() / "stat")))
      processes.push_back(std::move(*process));
  }
  return processes;
}

}  // namespace

std::optional<ProcessEntry> parse_stat(const std::string& text) {
  // "PID (NAME) STATE PPID PGRP SESSION", seven fields, then four times in clock ticks: in user
  // mode and in the kernel, its own and its children's. The name may hold spaces and parentheses
  // itself.
  const auto open = text.find('(');
  const auto close = text.rfind(')');
  if (open == std::string::npos || close == std::string::npos || close < open) return std::nullopt;
  ProcessEntry entry;
  entry.name = text.substr(open + 1, close - open - 1);
  std::from_chars(text.data(), text.data() + open, entry.pid);
  std::istringstream rest(text.substr(close + 1));
  pid_t group = 0;
  if (!(rest >> entry.state >> entry.ppid >> group >> entry.session)) return std::nullopt;
  std::array<long, 7> between{};
  std::array<long, 4> ticks{};
  for (long& field : between) rest >> field;
  for (long& field : ticks) rest >> field;
  static const long ticks_per_second = ::sysconf(_SC_CLK_TCK);
  entry.cpu_time = std::chrono::milliseconds(std::accumulate(ticks.begin(), ticks.end(), 0L) *
                                             1000 / ticks_per_second);
  return entry;
}

std::vector<ProcessEntry> descendants_of(pid_t root) {
  const std::vector<ProcessEntry> all = all_processes();
  std::vector<ProcessEntry> found;
  std::set<pid_t> family = {root};
  // One pass per generation.
  for (bool grew = true; grew;) {
    grew = false;
    for (const ProcessEntry& entry : all) {
      if (!family.contains(entry.ppid) || family.contains(entry.pid)) continue;
      family.insert(entry.pid);
      found.push_back(entry);
      grew = true;
    }
  }
  return found;
}

bool wants_cpu(pid_t root) {
  std::vector<pid_t> open = {root};
  bool has_children = false;
  while (!open.empty()) {
    const pid_t pid = open.back();
    open.pop_back();
    const auto tasks = std::filesystem::path("/proc") / std::to_string(pid) / "task";
    std::error_code ignored;
    for (const auto& task : std::filesystem::directory_iterator(tasks, ignored)) {
      const auto entry = parse_stat(read_file_or_empty(task.path() / "stat"));
      if (entry && entry->state == 'R' && pid != ::getpid()) return true;
      std::istringstream children(read_file_or_empty(task.path() / "children"));
      for (pid_t child = 0; children >> child; has_children = true) open.push_back(child);
    }
  }
  return !has_children;
}

}  // namespace forklab
