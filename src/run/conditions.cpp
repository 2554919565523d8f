#include "run/conditions.hpp"

#include <sched.h>
#include <sys/personality.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "base/file.hpp"

namespace forklab {
namespace {

bool address_space_is_randomized() {
  constexpr unsigned long query = 0xffffffff;
  const int persona = ::personality(query);
  const bool off_here = persona >= 0 && (persona & ADDR_NO_RANDOMIZE) != 0;
  return !off_here && !read_file_or_empty("/proc/sys/kernel/randomize_va_space").starts_with("0");
}

bool in_own_user_namespace() {
  std::istringstream map(read_file_or_empty("/proc/self/uid_map"));
  unsigned long inside = 0, outside = 0, count = 0;
  if (!(map >> inside >> outside >> count)) return false;
  return inside != 0 || outside != 0 || count != 4294967295UL;
}

bool in_own_pid_namespace() {
  // The initial namespace has this inode on every Linux (include/linux/proc_ns.h).
  char target[64] = {};
  const auto size = ::readlink("/proc/self/ns/pid", target, sizeof target - 1);
  return size > 0 && std::string_view(target) != "pid:[4026531836]";
}

bool has_no_network() {
  std::istringstream devices(read_file_or_empty("/proc/net/dev"));
  std::string line;
  bool any = false;
  while (std::getline(devices, line)) {
    const auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    any = true;
    const auto name = line.substr(0, colon);
    if (name.substr(name.find_first_not_of(' ')) != "lo") return false;
  }
  return any;
}

bool status_says(const std::string& key, std::string_view value) {
  std::istringstream status(read_file_or_empty("/proc/self/status"));
  std::string line;
  while (std::getline(status, line))
    if (line.starts_with(key + ":"))
      return line.substr(line.find_first_not_of(" \t", key.size() + 1)) == value;
  return false;
}

std::vector<std::string> sandbox_layers() {
  std::vector<std::string> layers;
  if (std::getenv("NIX_BUILD_TOP") != nullptr) layers.emplace_back("nix-build");
  if (in_own_user_namespace()) layers.emplace_back("user-namespace");
  if (in_own_pid_namespace()) layers.emplace_back("pid-namespace");
  if (has_no_network()) layers.emplace_back("no-network");
  if (status_says("Seccomp", "2")) layers.emplace_back("seccomp");
  if (status_says("NoNewPrivs", "1")) layers.emplace_back("no-new-privileges");
  std::sort(layers.begin(), layers.end());
  return layers;
}

unsigned usable_cpus() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return static_cast<unsigned>(CPU_COUNT(&set));
}

}  // namespace

Conditions current_conditions() {
  utsname system{};
  ::uname(&system);
  Conditions conditions;
  conditions.kernel = system.release;
  conditions.machine = system.machine;
  conditions.aslr = address_space_is_randomized();
  conditions.sandbox = sandbox_layers();
  conditions.cpus = usable_cpus();
  return conditions;
}

bool was_pid_1(const RunReport& report) {
  return (report.events.empty() ? report.pid : report.events.front().pid) == 1;
}

}  // namespace forklab
