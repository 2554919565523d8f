// The runner's side of a supervisor process.
#pragma once

#include <filesystem>
#include <string>

#include "base/unique_fd.hpp"
#include "outcome/run_report.hpp"
#include "supervise/launch.hpp"
#include "supervise/request.hpp"

namespace forklab {

// One supervised run, for a single-threaded poll loop. Destroying it ends the run and waits for the
// supervisor, which leaves no process behind. When this process dies, even by SIGKILL, the lifeline
// ends and the supervisor does the same by itself.
class SupervisedRun {
 public:
  SupervisedRun() = default;
  SupervisedRun(const SupervisedRun&) = delete;
  SupervisedRun& operator=(const SupervisedRun&) = delete;
  ~SupervisedRun();

  // Throws LabError when the supervisor cannot be started.
  void start(const std::filesystem::path& supervisor, const RunRequest& request);

  // Poll this for reading, and call on_readable() when it is.
  [[nodiscard]] int fd() const { return output_.get(); }
  void on_readable();
  [[nodiscard]] bool finished() const { return !output_; }

  // Whether all that belongs to it sleeps: it hangs, or waits for a time to come.
  [[nodiscard]] bool sleeps() const;

  // The report of a finished run. Throws LabError saying how the supervisor ended when it gave
  // none.
  RunReport take();

  // Ends the run soon; it finishes as usual.
  void cancel();

 private:
  void wait_for_supervisor();

  Launched supervisor_;
  UniqueFd lifeline_;
  UniqueFd output_;
  std::string answer_;
  ExitStatus status_;
};

}  // namespace forklab
