// A fixture that fails a test which leaves a descriptor, a child or any process of its own behind.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>

#include "base/file.hpp"
#include "base/unique_fd.hpp"
#include "run/cell_process.hpp"
#include "supervise/request.hpp"

namespace forklab {

class LeakCheck : public testing::Test {
 protected:
  void SetUp() override {
    static int number = 0;
    mark_ = "FORKLAB_TEST=" + std::to_string(::getpid()) + "." + std::to_string(++number);
    std::string name = (std::filesystem::temp_directory_path() / "forklab-test.XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    descriptors_ = open_descriptors();
  }

  void TearDown() override {
    EXPECT_EQ(open_descriptors(), descriptors_);
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child is left";
    EXPECT_EQ(marked_processes(), std::set<std::string>());
    if (HasFailure())
      std::printf("kept: %s\n", folder_.c_str());
    else
      std::filesystem::remove_all(folder_);
  }

  [[nodiscard]] RunRequest request(std::vector<std::string> arguments) const {
    RunRequest request;
    request.argv = {FORKLAB_TEST_HELPER};
    request.argv.insert(request.argv.end(), arguments.begin(), arguments.end());
    request.environment = {"PATH=/usr/bin:/bin", mark_};
    request.folder = "/";
    request.events = false;
    return request;
  }

  [[nodiscard]] std::string make_fifo() const {
    const std::string path = (folder_ / "ready").string();
    EXPECT_EQ(::mkfifo(path.c_str(), 0600), 0);
    return path;
  }

  // Waits until the helper has said through the FIFO that it is there; its pid.
  static pid_t wait_until_ready(const std::string& fifo) {
    const UniqueFd fd(::open(fifo.c_str(), O_RDONLY | O_CLOEXEC));
    char line[32] = {};
    EXPECT_GT(::read(fd.get(), line, sizeof line - 1), 0);
    return std::atoi(line);
  }

  static UniqueFd pidfd_of(pid_t pid) {
    return UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  }
  // False when the process is still there after ten seconds.
  static bool ends(const UniqueFd& pidfd) {
    pollfd polled{pidfd.get(), POLLIN, 0};
    return ::poll(&polled, 1, 10'000) == 1;
  }

  std::filesystem::path folder_;
  std::string mark_;

 private:
  static std::set<std::string> open_descriptors() {
    std::set<std::string> found;
    for (int fd = 0; fd < 1024; ++fd)
      if (::fcntl(fd, F_GETFD) >= 0) found.insert(std::to_string(fd));
    return found;
  }

  [[nodiscard]] std::set<std::string> marked_processes() const {
    std::set<std::string> found;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", error))
      if (("\0" + read_file_or_empty(entry.path() / "environ")).find(mark_ + '\0') !=
          std::string::npos)
        found.insert(entry.path().filename());
    return found;
  }

  std::set<std::string> descriptors_;
};

}  // namespace forklab
