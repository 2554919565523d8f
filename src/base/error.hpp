// The one exception type of the lab: it cannot go on (bad matrix file, no pids, full disk).
// What happened to a child process is never an exception, it is an Outcome.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace forklab {

class LabError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;

  // The same error, seen from one level further out: "reading matrix/builds.toml: <this>".
  [[nodiscard]] LabError in(std::string_view context) const {
    return LabError(std::string(context) + ": " + what());
  }
};

// The caller asked for something that does not exist or makes no sense (exit status 2).
class UsageError : public LabError {
 public:
  using LabError::LabError;
};

// The system refused something.
class SystemError : public LabError {
 public:
  SystemError(const std::string& what, int error) : LabError(what), error_(error) {}
  [[nodiscard]] int error() const { return error_; }  // errno

 private:
  int error_;
};

// Throws SystemError "<what>: <strerror(error)>".
[[noreturn]] void throw_errno(std::string_view what, int error);

// An assertion that stays on in release builds: a failure is a bug of forklab itself, and aborts.
[[noreturn]] void bug(const char* file, int line, const char* expression) noexcept;

#define FORKLAB_CHECK(expression) \
  ((expression) ? static_cast<void>(0) : ::forklab::bug(__FILE__, __LINE__, #expression))

}  // namespace forklab
