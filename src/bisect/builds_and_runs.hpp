// The Workshop that builds revisions and runs them.
//
// Promises, each with a test of that name in tests/integration/builds_and_runs_test.cpp:
//  - A build that nobody needs any more leaves no process and no tree
//    (ACancelledBuildLeavesNoProcessAndNoTree, AnInterruptLeavesNoProcessAndNoTree).
//  - What is built is not built again for another question (ABuildIsFoundAgainForAnotherQuestion).
//  - Of what earlier searches have seen of an interpreter, each run counts once
//    (RunsOfEarlierSearchesCountOnce).
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "bisect/bisect.hpp"
#include "bisect/history.hpp"
#include "bisect/journal.hpp"
#include "bisect/question.hpp"
#include "bisect/run_cache.hpp"
#include "run/stop_signals.hpp"
#include "supervise/client.hpp"

namespace forklab {

// A program called as
//   PROGRAM TREE OUT VARIANT probe|no-probe
// TREE: the revision's files; OUT: where it leaves a builds.json (or a link to one) whose last
// build is the revision's. What else it leaves beside OUT under a name that begins with OUT is its
// own. Any status but 0: it cannot be built, and the last line of stderr says why.
struct Builder {
  std::string program;
  std::string variant;
};

struct WorkshopFolders {
  std::filesystem::path trees;   // of this search; exists
  std::filesystem::path builds;  // of all searches that are to share them; exists
  std::filesystem::path runs;    // likewise; need not exist
};

// wait() and run() give nullopt after SIGINT, SIGTERM or SIGHUP. Throws UsageError when there is no
// such builder, LabError when one succeeds and leaves no build.
class BuildsAndRuns : public Workshop {
 public:
  // Refers to all but `folders`, `builder` and `unread`.
  BuildsAndRuns(const Repository& repository, const std::vector<Commit>& commits,
                const BuildQuestion& question, Journal& journal, WorkshopFolders folders,
                Builder builder, std::vector<std::string> unread);
  ~BuildsAndRuns() override;

  void start_build(std::size_t commit) override;
  void cancel_build(std::size_t commit) override;
  std::optional<BuildEnd> wait() override;
  std::optional<SignatureCounts> run(std::size_t commit, unsigned runs) override;
  void note(std::size_t commit, const Tested& tested) override;
  // On a terminal for everybody, in a log for those who ask.
  void say(const std::string& text) override;

  // run() gives none of the runs that the cache has of it: the journal has them already.
  void leave_cached_runs_out(std::size_t commit) { counted_.insert(commit); }
  // Made for this or another question, and not gone since.
  [[nodiscard]] bool is_there(std::size_t commit) const;
  // The last line that a run which failed wrote to its stderr; may be empty.
  [[nodiscard]] const std::string& last_words() const { return words_; }

 private:
  using Clock = std::chrono::steady_clock;
  struct ActiveBuild {
    std::unique_ptr<SupervisedRun> run;  // none: it is there already
    Clock::time_point start;
  };

  [[nodiscard]] std::string name(std::size_t commit) const { return commits_[commit].short_id(); }
  [[nodiscard]] std::filesystem::path tree_of(std::size_t commit) const;
  [[nodiscard]] std::filesystem::path out_of(std::size_t commit) const;
  [[nodiscard]] Build build_of(std::size_t commit) const;
  void remove_tree(std::size_t commit) const;
  std::optional<SignatureCounts> run_now(const Build& build, unsigned runs);
  BuildEnd found(std::size_t commit);
  BuildEnd finished(std::size_t commit);

  const Repository& repository_;
  const std::vector<Commit>& commits_;
  const BuildQuestion& question_;
  Journal& journal_;
  WorkshopFolders folders_;
  Builder builder_;
  RunCache runs_;
  std::set<std::size_t> counted_;  // commits whose runs are all known to the search
  std::vector<std::string> unread_;
  StopSignals signals_;
  std::map<std::size_t, ActiveBuild> active_;
  std::string words_;
};

}  // namespace forklab
