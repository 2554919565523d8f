#include "supervise/launch.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/start_dir.hpp>
#include <boost/process/v2/stdio.hpp>
#include <cerrno>
#include <csignal>

#include "base/error.hpp"
#include "base/log.hpp"

namespace forklab {
namespace {

namespace process = boost::process::v2;
using boost::system::error_code;

// Runs in the gap between fork and exec, in a copy of a single-threaded program: only system calls.
class Isolation {
 public:
  Isolation(const LaunchOptions& options, pid_t starter) : options_(options), starter_(starter) {}

  template <class Launcher>
  error_code on_setup(Launcher& launcher, const auto&, const char* const*&) {
    for (const int fd : options_.kept_fds) launcher.fd_whitelist.push_back(fd);
    return {};
  }

  template <class Launcher>
  error_code on_exec_setup(Launcher&, const auto&, const char* const*&) {
    ::setsid();
    if (options_.dies_with_starter) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      // A starter that died before the request sends no signal any more: look.
      if (::getppid() != starter_) ::_exit(127);
    }
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    close_at_exec();
    for (const int fd : options_.kept_fds) ::fcntl(fd, F_SETFD, 0);
    return {};
  }

 private:
  // Whoever started the lab may have left descriptors open that are not close-on-exec. They are
  // marked, not closed: the launcher reports a failed exec through one of its own.
  static void close_at_exec() {
    constexpr unsigned first = 3, cloexec = 1U << 2U;  // CLOSE_RANGE_CLOEXEC, Linux 5.11
    if (::syscall(SYS_close_range, first, ~0U, cloexec) == 0) return;
    for (int fd = first; fd < 4096; ++fd) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  }

  const LaunchOptions& options_;
  pid_t starter_;
};

// Boost.Process 1.81 up to 1.87 at least: when exec fails, the launcher reports the errno but does
// not reap the child that reported it.
void reap_failed_child(pid_t pid) {
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace

std::expected<Launched, StartFailure> launch(const LaunchOptions& options) {
  FORKLAB_CHECK(!options.argv.empty());
  if (::access(options.folder.c_str(), X_OK) != 0)
    return std::unexpected(StartFailure{"chdir", errno});
  boost::asio::io_context context;
  process::posix::default_launcher launcher;
  // Numbers only: a binding made of nullptr closes its descriptor when it is copied (1.81).
  const UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  const auto or_else = [](int fd, int otherwise) { return fd >= 0 ? fd : otherwise; };
  process::process_stdio stdio{or_else(options.standard_input, null.get()),
                               or_else(options.standard_output, STDOUT_FILENO),
                               or_else(options.standard_error, STDERR_FILENO)};
  const std::vector<std::string> arguments(options.argv.begin() + 1, options.argv.end());
  std::vector<const char*> environment;
  for (const std::string& variable : options.environment) environment.push_back(variable.c_str());
  environment.push_back(nullptr);
  launcher.env = environment.data();
  flush_log();  // when exec fails the forked child runs exit()
  error_code error;
  auto started =
      launcher(context.get_executor(), error, options.argv.front(), arguments, stdio,
               process::process_start_dir(options.folder.string()), Isolation(options, ::getpid()));
  if (error) {
    if (launcher.pid > 0) reap_failed_child(launcher.pid);
    return std::unexpected(StartFailure{launcher.pid > 0 ? "exec" : "fork", error.value()});
  }
  const pid_t pid = started.id();
  started.detach();  // all waiting is done by the supervisor
  const int pidfd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (pidfd < 0) {
    const int failure = errno;
    ::kill(pid, SIGKILL);
    reap_failed_child(pid);
    return std::unexpected(StartFailure{"pidfd", failure});
  }
  return Launched{pid, UniqueFd(pidfd)};
}

}  // namespace forklab
