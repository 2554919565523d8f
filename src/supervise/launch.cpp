#include "supervise/launch.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/process/v2/posix/vfork_launcher.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/stdio.hpp>
#include <cerrno>
#include <csignal>

#include "base/error.hpp"

namespace forklab {
namespace {

namespace process = boost::process::v2;
using boost::system::error_code;

// Runs in the gap between vfork and exec, in the memory of the program that waits for it to leave
// that gap: only system calls, and nothing written but why it failed. It goes through to exec
// itself and never returns, since the launcher would end a failed child by exit(), which runs the
// exit handlers of that program (Boost.Process up to 1.87 at least).
class Isolation {
 public:
  Isolation(const LaunchOptions& options, pid_t starter, pid_t& child, StartFailure& failure)
      : options_(options), starter_(starter), child_(child), failure_(failure) {}

  template <class Launcher>
  error_code on_setup(Launcher& launcher, const auto&, const char* const*&) {
    for (const int fd : options_.kept_fds) launcher.fd_whitelist.push_back(fd);
    return {};
  }

  template <class Launcher>
  error_code on_exec_setup(Launcher& launcher, const auto& program, const char* const*& argv) {
    child_ = ::getpid();
    ::setsid();
    if (options_.dies_with_starter) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      // A starter that died before the request sends no signal any more: look.
      if (::getppid() != starter_) ::_exit(127);
    }
    // Where Yama lets only ancestors trace: what the supervisor starts to look is none. Without
    // Yama the kernel does not know the request. Not tried where there is Yama.
    ::prctl(PR_SET_PTRACER, starter_);
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    close_at_exec();
    for (const int fd : options_.kept_fds) ::fcntl(fd, F_SETFD, 0);
    if (::chdir(options_.folder.c_str()) == 0)
      ::execve(program.c_str(), const_cast<char* const*>(argv),
               const_cast<char* const*>(launcher.env));
    failure_.error = errno;
    ::_exit(127);
  }

 private:
  // Whoever started the lab may have left descriptors open that are not close-on-exec. They are
  // marked, not closed: those that are kept are among them.
  static void close_at_exec() {
    constexpr unsigned first = 3, cloexec = 1U << 2U;  // CLOSE_RANGE_CLOEXEC, Linux 5.11
    if (::syscall(SYS_close_range, first, ~0U, cloexec) == 0) return;
    for (int fd = first; fd < 4096; ++fd) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  }

  const LaunchOptions& options_;
  pid_t starter_;
  pid_t& child_;
  StartFailure& failure_;
};

// Boost opens some while it starts a process, and where it gets one and not the next it leaks.
constexpr int needed_descriptors = 10;

// 0, or why there are not so many left.
int shortage_of_descriptors(int any) {
  std::array<UniqueFd, needed_descriptors> spare;
  for (UniqueFd& fd : spare) {
    fd = UniqueFd(::fcntl(any, F_DUPFD_CLOEXEC, 0));
    if (!fd) return errno;
  }
  return 0;
}

void reap_failed_child(pid_t pid) {
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

std::expected<Launched, StartFailure> launch_with(const LaunchOptions& options,
                                                  const UniqueFd& null, pid_t& child) {
  boost::asio::io_context context;
  process::posix::vfork_launcher launcher;
  // Numbers only: a binding made of nullptr closes its descriptor when it is copied (1.81).
  const auto or_else = [](int fd, int otherwise) { return fd >= 0 ? fd : otherwise; };
  process::process_stdio stdio{or_else(options.standard_input, null.get()),
                               or_else(options.standard_output, STDOUT_FILENO),
                               or_else(options.standard_error, STDERR_FILENO)};
  const std::vector<std::string> arguments(options.argv.begin() + 1, options.argv.end());
  std::vector<const char*> environment;
  for (const std::string& variable : options.environment) environment.push_back(variable.c_str());
  environment.push_back(nullptr);
  launcher.env = environment.data();
  StartFailure failure{"exec", 0};
  error_code error;
  auto started = launcher(context.get_executor(), error, options.argv.front(), arguments, stdio,
                          Isolation(options, ::getpid(), child, failure));
  if (error) return std::unexpected(StartFailure{"fork", error.value()});
  const pid_t pid = started.id();
  started.detach();  // all waiting is done by the supervisor
  if (failure.error != 0) {
    reap_failed_child(pid);
    return std::unexpected(failure);
  }
  const int pidfd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (pidfd < 0) {
    const int no_pidfd = errno;
    ::kill(pid, SIGKILL);
    reap_failed_child(pid);
    return std::unexpected(StartFailure{"pidfd", no_pidfd});
  }
  return Launched{pid, UniqueFd(pidfd)};
}

}  // namespace

std::expected<Launched, StartFailure> launch(const LaunchOptions& options) {
  FORKLAB_CHECK(!options.argv.empty());
  if (::access(options.folder.c_str(), X_OK) != 0)
    return std::unexpected(StartFailure{"chdir", errno});
  const UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!null) return std::unexpected(StartFailure{"open of /dev/null", errno});
  if (const int error = shortage_of_descriptors(null.get()); error != 0)
    return std::unexpected(StartFailure{"descriptors", error});
  pid_t child = 0;
  try {
    return launch_with(options, null, child);
  } catch (const boost::system::system_error& error) {
    // Of another shortage, when the child is there already perhaps.
    if (child != 0) {
      ::kill(child, SIGKILL);
      reap_failed_child(child);
    }
    return std::unexpected(StartFailure{"fork", error.code().value()});
  }
}

}  // namespace forklab
