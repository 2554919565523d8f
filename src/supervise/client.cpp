#include "supervise/client.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "base/error.hpp"
#include "base/write_all.hpp"
#include "status/wait_child.hpp"
#include "supervise/process_tree.hpp"

namespace forklab {
namespace {

// A supervisor that dies early must not kill the runner with SIGPIPE.
void ignore_sigpipe() {
  static const auto before = ::signal(SIGPIPE, SIG_IGN);
  static_cast<void>(before);
}

}  // namespace

SupervisedRun::~SupervisedRun() {
  if (supervisor_.pid == 0 || status_.kind() != ExitStatus::Kind::running) return;
  cancel();
  wait_for_supervisor();
}

void SupervisedRun::start(const std::filesystem::path& supervisor, const RunRequest& request) {
  ignore_sigpipe();
  Pipe lifeline = make_pipe(), output = make_pipe();
  LaunchOptions options{{supervisor.string()}, {"LANG=C.UTF-8"}, "/"};
  options.standard_input = lifeline.read_end.get();
  options.standard_output = output.write_end.get();
  options.dies_with_starter = false;
  auto launched = launch(options);
  if (!launched)
    throw_errno("cannot start " + supervisor.string() + " (" + launched.error().step + ")",
                launched.error().error);
  supervisor_ = std::move(*launched);
  lifeline_ = std::move(lifeline.write_end);
  output_ = std::move(output.read_end);
  make_nonblocking(output_.get());
  lifeline.read_end.reset();
  // A supervisor that died reads nothing: take() says how it did.
  static_cast<void>(write_all(lifeline_.get(), to_json(request) + "\n"));
}

void SupervisedRun::on_readable() {
  char block[65536];
  for (;;) {
    const ssize_t size = ::read(output_.get(), block, sizeof block);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) {
      output_.reset();
      return;
    }
    answer_.append(block, static_cast<std::size_t>(size));
  }
}

RunReport SupervisedRun::take() {
  FORKLAB_CHECK(finished());
  wait_for_supervisor();
  if (!status_.clean() || answer_.empty())
    throw LabError("the supervisor ended with " + status_.text() + " and gave no report");
  return run_report_from_json(answer_);
}

bool SupervisedRun::sleeps() const { return !wants_cpu(supervisor_.pid); }

void SupervisedRun::cancel() { lifeline_.reset(); }

void SupervisedRun::wait_for_supervisor() {
  if (status_.kind() != ExitStatus::Kind::running) return;
  // It may be writing its report: take it, so that it can end.
  while (output_) {
    pollfd polled{output_.get(), POLLIN, 0};
    ::poll(&polled, 1, -1);
    on_readable();
  }
  lifeline_.reset();
  const auto result = wait_child(supervisor_.pid);
  if (result) status_ = result->status;
}

}  // namespace forklab
