#include "probe/descriptors.hpp"

#include <dirent.h>
#include <unistd.h>

#include <climits>
#include <cstdlib>

namespace forklab::probe {
namespace {

// "pipe:[1234]" -> "pipe", "anon_inode:[eventpoll]" -> "eventpoll", "/lib/x.so" -> "x.so".
std::string kind_of(std::string target) {
  if (target.starts_with("anon_inode:")) {
    target.erase(0, std::string("anon_inode:").size());
    std::erase(target, '[');
    std::erase(target, ']');
    return target;
  }
  if (target.starts_with("/")) return target.substr(target.rfind('/') + 1);
  if (const auto colon = target.find(":["); colon != std::string::npos) target.resize(colon);
  return target;
}

}  // namespace

std::map<int, std::string> open_descriptors() {
  std::map<int, std::string> open;
  DIR* const folder = ::opendir("/proc/self/fd");
  if (folder == nullptr) return open;
  while (const dirent* entry = ::readdir(folder)) {
    if (entry->d_name[0] == '.') continue;
    const int fd = std::atoi(entry->d_name);
    if (fd == ::dirfd(folder)) continue;
    char target[PATH_MAX];
    const ssize_t size = ::readlinkat(::dirfd(folder), entry->d_name, target, sizeof target);
    open[fd] = kind_of(std::string(target, size > 0 ? static_cast<std::size_t>(size) : 0));
  }
  ::closedir(folder);
  return open;
}

}  // namespace forklab::probe
