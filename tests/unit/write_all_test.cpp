#include "base/write_all.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <thread>

#include "base/unique_fd.hpp"

namespace forklab {
namespace {

std::atomic<int> signals_handled{0};

// Handled without SA_RESTART while this lives: a write that waits is interrupted.
class InterruptingSignal {
 public:
  InterruptingSignal() {
    struct sigaction action {};
    action.sa_handler = [](int) { ++signals_handled; };
    ::sigaction(SIGUSR1, &action, &before_);
  }
  ~InterruptingSignal() { ::sigaction(SIGUSR1, &before_, nullptr); }
  InterruptingSignal(const InterruptingSignal&) = delete;
  InterruptingSignal& operator=(const InterruptingSignal&) = delete;

 private:
  struct sigaction before_ {};
};

std::string all_of(int fd) {
  std::string text;
  char block[65536];
  for (ssize_t size = 0; (size = ::read(fd, block, sizeof block)) > 0;)
    text.append(block, static_cast<std::size_t>(size));
  return text;
}

TEST(WriteAll, GoesOnAfterSignalsAndShortWrites) {
  const InterruptingSignal signal;
  Pipe pipe = make_pipe();
  const std::string bytes(300'000, 'x');  // more than a pipe holds
  std::string arrived;
  std::thread reader([&, writer = ::pthread_self()] {
    // Nobody reads yet, so after the first of these the writer waits in its write.
    for (int i = 0; i < 200; ++i) {
      const int before = signals_handled;
      ::pthread_kill(writer, SIGUSR1);
      while (signals_handled == before) std::this_thread::yield();
    }
    arrived = all_of(pipe.read_end.get());
  });
  EXPECT_EQ(write_all(pipe.write_end.get(), bytes), 0);
  pipe.write_end.reset();
  reader.join();
  EXPECT_TRUE(arrived == bytes) << arrived.size() << " bytes arrived";
}

TEST(WriteAll, TellsWhyItEnded) {
  const auto before = ::signal(SIGPIPE, SIG_IGN);
  Pipe pipe = make_pipe();
  pipe.read_end.reset();
  EXPECT_EQ(write_all(pipe.write_end.get(), "x"), EPIPE);
  ::signal(SIGPIPE, before);
  EXPECT_EQ(write_all(-1, "x"), EBADF);
  EXPECT_EQ(write_all(-1, ""), 0);
}

}  // namespace
}  // namespace forklab
