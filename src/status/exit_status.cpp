#include "status/exit_status.hpp"

#include <sys/wait.h>

#include <csignal>
#include <cstring>

namespace forklab {

ExitStatus ExitStatus::from_raw(int raw) noexcept {
  ExitStatus status;
  if (WIFEXITED(raw))
    status.kind_ = Kind::exited;
  else if (WIFSIGNALED(raw))
    status.kind_ = Kind::signalled;
  else if (WIFSTOPPED(raw))
    status.kind_ = Kind::stopped;
  else
    return status;
  status.raw_ = raw;
  return status;
}

ExitStatus ExitStatus::exited_with(int code) noexcept { return from_raw((code & 0xff) << 8); }

ExitStatus ExitStatus::killed_by(int signal, bool core_dumped) noexcept {
  return from_raw((signal & 0x7f) | (core_dumped ? 0x80 : 0));
}

ExitStatus ExitStatus::stopped_by(int signal) noexcept {
  return from_raw(((signal & 0xff) << 8) | 0x7f);
}

ExitStatus ExitStatus::failed_to_start(std::string step, int error) {
  ExitStatus status;
  status.kind_ = Kind::not_started;
  status.start_step_ = std::move(step);
  status.start_error_ = error;
  return status;
}

bool ExitStatus::exited(int code) const noexcept {
  return kind_ == Kind::exited && WEXITSTATUS(raw_) == code;
}

std::optional<int> ExitStatus::exit_code() const noexcept {
  if (kind_ != Kind::exited) return std::nullopt;
  return WEXITSTATUS(raw_);
}

std::optional<int> ExitStatus::signal() const noexcept {
  if (kind_ == Kind::signalled) return WTERMSIG(raw_);
  if (kind_ == Kind::stopped) return WSTOPSIG(raw_);
  return std::nullopt;
}

bool ExitStatus::core_dumped() const noexcept {
  return kind_ == Kind::signalled && WCOREDUMP(raw_);
}

std::optional<int> ExitStatus::raw() const noexcept {
  if (kind_ == Kind::not_started || kind_ == Kind::running) return std::nullopt;
  return raw_;
}

std::string ExitStatus::text() const {
  switch (kind_) {
    case Kind::not_started:
      return "not started (" + start_step_ + ": " + std::strerror(start_error_) + ")";
    case Kind::running: return "running";
    case Kind::exited: return "rc=" + std::to_string(WEXITSTATUS(raw_));
    case Kind::signalled: return "signal=" + signal_name(WTERMSIG(raw_));
    case Kind::stopped: return "stopped=" + signal_name(WSTOPSIG(raw_));
  }
  return {};
}

std::string signal_name(int signal) {
  if (const char* abbreviation = ::sigabbrev_np(signal)) return std::string("SIG") + abbreviation;
  if (signal == SIGRTMIN) return "SIGRTMIN";
  if (signal > SIGRTMIN && signal <= SIGRTMAX)
    return "SIGRTMIN+" + std::to_string(signal - SIGRTMIN);
  return "signal " + std::to_string(signal);
}

std::optional<int> signal_named(std::string_view name) {
  for (int signal = 1; signal < SIGRTMIN; ++signal)
    if (signal_name(signal) == name) return signal;
  return std::nullopt;
}

}  // namespace forklab
