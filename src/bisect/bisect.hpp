// Finds the commit that changed what happens.
//
// All that costs time is done by a Workshop, so that the search can be tested against models of
// histories; builds_and_runs.hpp has the one that builds and runs.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bisect/history.hpp"
#include "bisect/posterior.hpp"
#include "bisect/run_cache.hpp"

namespace forklab {

// What is known of a revision.
struct Tested {
  bool built = false;
  std::string trouble;           // why it cannot be built or tested; else empty
  SignatureCounts signatures{};  // of its runs
  double seconds = 0;            // that its build took

  [[nodiscard]] unsigned runs() const;
};

struct BuildEnd {
  std::size_t commit = 0;
  std::string trouble;  // empty when it is built
  double seconds = 0;
};

class Workshop {
 public:
  Workshop() = default;
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;
  virtual ~Workshop() = default;

  virtual void start_build(std::size_t commit) = 0;
  virtual void cancel_build(std::size_t commit) = 0;
  // The next build that is over. nullopt: the user wants to stop.
  virtual std::optional<BuildEnd> wait() = 0;
  // Signatures of so many runs of a built revision, or of more where they are known from elsewhere.
  // nullopt: the user wants to stop.
  virtual std::optional<SignatureCounts> run(std::size_t commit, unsigned runs) = 0;
  // Called whenever something new is known of a commit.
  virtual void note(std::size_t commit, const Tested& tested) = 0;
  virtual void say(const std::string& text) = 0;
};

struct BisectOptions {
  unsigned jobs = 1;           // builds at once
  bool ends_at_once = false;   // build both ends at once, with one job, too
  double confidence = 0.99;    // below it no commit is named
  unsigned runs_of_ends = 10;  // before a behaviour counts as steady
  unsigned runs = 3;           // of each other revision
  unsigned most_runs = 2000;   // of one revision whose runs differ
};

enum class BisectEnd { found, ends_do_not_differ, narrowed, interrupted };

struct BisectResult {
  BisectEnd end{};
  std::size_t commit = 0;               // found: the change; narrowed: the likeliest
  double confidence = 0;                // that it is
  bool steady = true;                   // no revision's runs differed
  Rates rates;                          // else: how often a run shows the new behaviour
  std::vector<std::size_t> suspects{};  // narrowed: those that may be it, likeliest first
  std::string why;                      // it was not found
  std::vector<Tested> tested{};         // by commit
};

// `commits` as Repository::range() gives them; `known` from an earlier session, may be empty.
// Throws UsageError when an end cannot be built.
BisectResult bisect(const std::vector<Commit>& commits, const BisectOptions& options,
                    Workshop& workshop, std::vector<Tested> known = {});

}  // namespace forklab
