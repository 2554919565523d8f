// How a process ended, or that it has not. Not started, running, exited, signalled and stopped are
// five different things, and the kernel's raw wait status is kept: a signal is never folded into
// an exit code, and "exited 9" is not "killed by 9". Needs no Python.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace forklab {

class ExitStatus {
 public:
  enum class Kind { not_started, running, exited, signalled, stopped };

  // Running: nothing is known of its end.
  ExitStatus() = default;

  // `raw` as waitpid(2) gives it. A "continued" status reads as running.
  static ExitStatus from_raw(int raw) noexcept;
  // The three below are for tests and records; each is from_raw of the status the kernel would
  // give.
  static ExitStatus exited_with(int code) noexcept;
  static ExitStatus killed_by(int signal, bool core_dumped = false) noexcept;
  static ExitStatus stopped_by(int signal) noexcept;
  // `step`: what failed, e.g. "fork" or "exec"; `error`: its errno.
  static ExitStatus failed_to_start(std::string step, int error);

  [[nodiscard]] Kind kind() const noexcept { return kind_; }
  [[nodiscard]] bool exited(int code) const noexcept;
  [[nodiscard]] bool clean() const noexcept { return exited(0); }
  // Exit code of an exited process, nothing otherwise.
  [[nodiscard]] std::optional<int> exit_code() const noexcept;
  // Signal of a signalled or stopped process, nothing otherwise.
  [[nodiscard]] std::optional<int> signal() const noexcept;
  [[nodiscard]] bool core_dumped() const noexcept;
  // As the kernel gave it; nothing for not_started and running.
  [[nodiscard]] std::optional<int> raw() const noexcept;
  [[nodiscard]] int start_error() const noexcept { return start_error_; }
  [[nodiscard]] const std::string& start_step() const noexcept { return start_step_; }

  // One form everywhere: `rc=0`, `signal=SIGABRT`, `stopped=SIGSTOP`, `running`,
  // `not started (exec: No such file or directory)`.
  [[nodiscard]] std::string text() const;

  friend bool operator==(const ExitStatus&, const ExitStatus&) = default;

 private:
  Kind kind_ = Kind::running;
  int raw_ = 0;
  int start_error_ = 0;
  std::string start_step_{};
};

// "SIGABRT", "SIGRTMIN+3"; a number without a name reads "signal 77".
std::string signal_name(int signal);
// The inverse, for names without "SIGRTMIN+"; nothing when there is no such signal.
std::optional<int> signal_named(std::string_view name);

}  // namespace forklab
