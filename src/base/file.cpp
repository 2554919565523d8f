#include "base/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>

#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "base/write_all.hpp"

namespace forklab {
namespace {

// 0 or an errno.
int read_all(const std::filesystem::path& path, std::string& bytes) noexcept {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return errno;
  char block[65536];
  for (;;) {
    const ssize_t count = ::read(fd.get(), block, sizeof block);
    if (count == 0) return 0;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    bytes.append(block, static_cast<std::size_t>(count));
  }
}

mode_t default_mode() noexcept {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

// A device, a pipe or a symbolic link is what it is: a file in its place would be another thing.
bool is_no_plain_file(const std::filesystem::path& path) noexcept {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

void write_into(const std::filesystem::path& path, std::string_view bytes) {
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_TRUNC | O_CREAT | O_CLOEXEC, 0666));
  const int error = fd ? write_all(fd.get(), bytes) : errno;
  if (error != 0) throw_errno("cannot write " + path.string(), error);
}

}  // namespace

std::string read_file(const std::filesystem::path& path) {
  std::string bytes;
  if (const int error = read_all(path, bytes); error != 0)
    throw_errno("cannot read " + path.string(), error);
  return bytes;
}

std::string read_file_or_empty(const std::filesystem::path& path) noexcept {
  std::string bytes;
  return read_all(path, bytes) == 0 ? bytes : std::string();
}

void write_file_atomically(const std::filesystem::path& path, std::string_view bytes) {
  if (is_no_plain_file(path)) return write_into(path, bytes);
  const std::string what = "cannot write " + path.string();
  std::string temporary = path.string() + ".XXXXXX";
  UniqueFd fd(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!fd) throw_errno(what, errno);
  int error = write_all(fd.get(), bytes);
  if (error == 0 && ::fchmod(fd.get(), default_mode()) != 0) error = errno;
  if (error == 0 && ::fsync(fd.get()) != 0) error = errno;
  if (error == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(temporary.c_str());
    throw_errno(what, error);
  }
}

}  // namespace forklab
