#include "bisect/bisect.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "base/error.hpp"
#include "outcome/outcome.hpp"

namespace forklab {
namespace {

// Runs of each end when runs differ, so that the rates are known.
constexpr unsigned runs_of_noisy_ends = 40;
constexpr unsigned most_runs_of_ends = 640;
// Ends that did the same each time are run so often before they count as equal.
constexpr unsigned runs_of_equal_ends = 30;
// Runs of a revision at a time when runs differ.
constexpr unsigned batch = 5;
// Twenty to one that the ends differ; four to one that they do not.
constexpr double enough_log_odds = 3;
constexpr double hopeless_log_odds = -1.5;
// A build costs as much as so many batches of runs.
constexpr double batches_per_build = 50;
// What tells less than this about the change is not worth a build.
constexpr double least_information = 1e-4;

class Search {
 public:
  Search(const std::vector<Commit>& commits, const BisectOptions& options, Workshop& workshop,
         std::vector<Tested> known)
      : commits_(commits),
        options_(options),
        workshop_(workshop),
        tested_(std::move(known)),
        posterior_(parents_of(commits), weights_of(commits)) {
    tested_.resize(commits.size());
  }

  BisectResult run() {
    if (const auto end = test_ends()) return *end;
    while (true) {
      update();
      if (const auto found = answer()) return *found;
      drop_idle_builds();
      if (const auto more = commit_to_run_more()) {
        if (!run_more(*more, batch)) return result(BisectEnd::interrupted);
        continue;
      }
      start_builds();
      if (building_.empty()) return narrowed();
      if (!finish_one_build(options_.runs)) return result(BisectEnd::interrupted);
    }
  }

 private:
  static std::vector<std::vector<std::size_t>> parents_of(const std::vector<Commit>& commits) {
    std::vector<std::vector<std::size_t>> parents;
    for (const Commit& commit : commits) parents.push_back(commit.parents);
    return parents;
  }
  static std::vector<double> weights_of(const std::vector<Commit>& commits) {
    std::vector<double> weights;
    for (const Commit& commit : commits) weights.push_back(commit.weight);
    return weights;
  }

  [[nodiscard]] std::size_t bad() const { return commits_.back().same_as; }
  [[nodiscard]] bool can_be_tested(std::size_t commit) const {
    return commits_[commit].same_as == commit && tested_[commit].trouble.empty();
  }
  [[nodiscard]] bool is_tested(std::size_t commit) const {
    const Tested& tested = tested_[commits_[commit].same_as];
    return tested.trouble.empty() && tested.runs() > 0;
  }

  // --- the ends ---

  std::optional<BisectResult> test_ends() {
    if (bad() == 0) {
      BisectResult same = result(BisectEnd::ends_do_not_differ);
      same.why = "no commit between them touches what a build reads";
      return same;
    }
    if (options_.ends_at_once || options_.jobs > 1)
      for (const std::size_t end : {std::size_t{0}, bad()})
        if (needs_build(end)) start_build(end);
    for (const std::size_t end : {std::size_t{0}, bad()}) {
      if (!ensure_runs(end, options_.runs_of_ends)) return result(BisectEnd::interrupted);
      if (!tested_[end].trouble.empty())
        throw UsageError((end == 0 ? "--good " : "--bad ") + commits_[end].short_id() +
                         " cannot be tested: " + tested_[end].trouble);
    }
    if (look_the_same() && !run_ends(runs_of_equal_ends)) return result(BisectEnd::interrupted);
    if (tested_[0].signatures.size() > 1 || tested_[bad()].signatures.size() > 1)
      if (!become_noisy()) return result(BisectEnd::interrupted);
    name_the_new_behaviour();
    for (unsigned runs = 2 * runs_of_noisy_ends;
         !steady_ && are_undecided() && runs <= most_runs_of_ends; runs *= 2) {
      if (!run_ends(runs)) return result(BisectEnd::interrupted);
      name_the_new_behaviour();
    }
    if (new_ones_.empty() || log_odds() < enough_log_odds) {
      BisectResult same = result(BisectEnd::ends_do_not_differ);
      same.why = "as far as " + std::to_string(tested_[0].runs()) + " runs of each show";
      return same;
    }
    return std::nullopt;
  }

  // A hang shows itself once, and thirty of them take their time.
  [[nodiscard]] bool look_the_same() const {
    const auto &one = tested_[0].signatures, &other = tested_[bad()].signatures;
    return one.size() == 1 && other.size() == 1 && one.begin()->first == other.begin()->first &&
           fate_of(one.begin()->first) != Fate::hangs;
  }

  [[nodiscard]] double log_odds() const { return log_odds_of_two_rates(counts(0), counts(bad())); }
  [[nodiscard]] bool are_undecided() const {
    return !new_ones_.empty() && log_odds() < enough_log_odds && log_odds() > hopeless_log_odds;
  }

  bool run_ends(unsigned runs) { return ensure_runs(0, runs) && ensure_runs(bad(), runs); }

  bool become_noisy() {
    steady_ = false;
    return run_ends(runs_of_noisy_ends);
  }

  // What the bad end shows more often than the good one.
  void name_the_new_behaviour() {
    new_ones_.clear();
    const auto share = [](const Tested& tested, const std::string& signature) {
      const auto found = tested.signatures.find(signature);
      return found == tested.signatures.end() ? 0.0 : double(found->second) / tested.runs();
    };
    for (const auto& [signature, count] : tested_[bad()].signatures)
      if (share(tested_[bad()], signature) > share(tested_[0], signature))
        new_ones_.insert(signature);
  }

  [[nodiscard]] bool is_known(const std::string& signature) const {
    return tested_[0].signatures.contains(signature) ||
           tested_[bad()].signatures.contains(signature);
  }

  // Outcomes that neither end shows say nothing of the question.
  [[nodiscard]] RunCounts counts(std::size_t commit) const {
    RunCounts counts;
    for (const auto& [signature, count] : tested_[commit].signatures) {
      if (new_ones_.contains(signature))
        counts.changed += count;
      else if (is_known(signature))
        counts.unchanged += count;
    }
    return counts;
  }

  // --- one revision ---

  [[nodiscard]] bool needs_build(std::size_t commit) const {
    return !tested_[commit].built && tested_[commit].trouble.empty();
  }

  bool ensure_runs(std::size_t commit, unsigned runs) {
    if (needs_build(commit)) {
      if (!building_.contains(commit)) start_build(commit);
      while (building_.contains(commit))
        if (!finish_one_build(0)) return false;
    }
    if (!tested_[commit].trouble.empty() || tested_[commit].runs() >= runs) return true;
    return run_more(commit, runs - tested_[commit].runs());
  }

  void start_build(std::size_t commit) {
    building_.insert(commit);
    workshop_.start_build(commit);
  }

  // A built revision is run so often at once. False: interrupted.
  bool finish_one_build(unsigned runs) {
    const auto end = workshop_.wait();
    if (!end) return false;
    building_.erase(end->commit);
    Tested& tested = tested_[end->commit];
    tested.built = end->trouble.empty();
    tested.trouble = end->trouble;
    tested.seconds = end->seconds;
    workshop_.note(end->commit, tested);
    return runs == 0 || !tested.built || run_more(end->commit, runs);
  }

  bool run_more(std::size_t commit, unsigned runs) {
    const auto seen = workshop_.run(commit, runs);
    if (!seen) return false;
    Tested& tested = tested_[commit];
    for (const auto& [signature, count] : *seen) tested.signatures[signature] += count;
    for (const auto& [signature, count] : *seen)
      if (tells_nothing(fate_of(signature))) tested.trouble = signature;
    const bool is_end = commit == 0 || commit == bad();
    if (!is_end && !new_ones_.empty() && tested.trouble.empty()) {
      const RunCounts known = counts(commit);
      if (known.changed + known.unchanged == 0)
        tested.trouble = "another outcome: " + tested.signatures.begin()->first;
      else if (steady_ && known.changed > 0 && known.unchanged > 0) {
        workshop_.note(commit, tested);
        workshop_.say("runs of " + name(commit) + " differ: from now on rates count");
        if (!become_noisy()) return false;
        name_the_new_behaviour();
      }
    }
    workshop_.note(commit, tested);
    return true;
  }

  [[nodiscard]] std::string name(std::size_t commit) const { return commits_[commit].short_id(); }

  // --- what is known, and what to do next ---

  void update() {
    posterior_.set_rates(steady_ ? steady_rates : rates_of(pooled(false), pooled(true)));
    for (std::size_t commit = 0; commit < commits_.size(); ++commit)
      if (can_be_tested(commit) && tested_[commit].runs() > 0)
        posterior_.set_runs(commit, counts(commit));
  }

  // Runs of the end, and of the revisions that are on its side of the change for certain.
  [[nodiscard]] RunCounts pooled(bool after) const {
    RunCounts sum;
    for (std::size_t commit = 0; commit < commits_.size(); ++commit) {
      if (!is_tested(commit) || commits_[commit].same_as != commit) continue;
      const double has = posterior_.has_change(commit);
      if (commit != (after ? bad() : 0) && !(after ? has > 0.999 : has < 0.001)) continue;
      const RunCounts more = counts(commit);
      sum.changed += more.changed;
      sum.unchanged += more.unchanged;
    }
    return sum;
  }

  // The change and all of its parents have to have been tested, not only inferred.
  [[nodiscard]] std::optional<std::size_t> untested_neighbour(std::size_t commit) const {
    std::vector<std::size_t> needed = {commit};
    for (const std::size_t parent : commits_[commit].parents)
      needed.push_back(commits_[parent].same_as);
    for (const std::size_t one : needed)
      if (!is_tested(one)) return one;
    return std::nullopt;
  }

  std::optional<BisectResult> answer() {
    const std::size_t likeliest = posterior_.likeliest();
    if (posterior_.chances()[likeliest] < options_.confidence) return std::nullopt;
    const auto untested = untested_neighbour(likeliest);
    if (untested) return std::nullopt;
    for (const std::size_t commit : building_) workshop_.cancel_build(commit);
    building_.clear();
    BisectResult found = result(BisectEnd::found);
    found.commit = likeliest;
    return found;
  }

  // The best next build by what it tells; a likeliest commit whose neighbours were not tested comes
  // first. commits_.size(): none is worth it.
  [[nodiscard]] std::size_t next_build(const Posterior& posterior) const {
    const std::size_t none = commits_.size();
    const auto is_free = [&](std::size_t commit) {
      return can_be_tested(commit) && !tested_[commit].built && !building_.contains(commit);
    };
    const std::size_t likeliest = posterior.likeliest();
    if (posterior.chances()[likeliest] >= options_.confidence)
      if (const auto untested = untested_neighbour(likeliest); untested && is_free(*untested))
        return *untested;
    std::size_t best = none;
    double most = least_information;
    for (std::size_t commit = 1; commit < commits_.size(); ++commit) {
      if (!is_free(commit)) continue;
      const double tells = posterior.information(commit);
      if (tells > most) best = commit, most = tells;
    }
    return best;
  }

  // First the build that tells most; then what would be next after either answer of it, and so on,
  // the likelier answer first.
  void start_builds() {
    std::vector<Posterior> futures = {posterior_};
    for (const std::size_t commit : building_) futures = after(futures, commit);
    while (building_.size() < std::max(1U, options_.jobs)) {
      std::size_t next = commits_.size();
      for (const Posterior& future : futures)
        if ((next = next_build(future)) != commits_.size()) break;
      if (next == commits_.size()) return;
      const double steps = std::ceil(posterior_.entropy());
      workshop_.say("building " + name(next) + " " + commits_[next].subject + " (about " +
                    std::to_string(static_cast<int>(std::max(1.0, steps))) + " steps left" +
                    time_left(steps) + ")");
      start_build(next);
      futures = after(futures, next);
    }
  }

  [[nodiscard]] std::vector<Posterior> after(const std::vector<Posterior>& futures,
                                             std::size_t commit) const {
    constexpr unsigned decisive = 100;
    std::vector<std::pair<double, Posterior>> both;
    for (const Posterior& future : futures) {
      const double has = future.has_change(commit);
      for (const bool shows : {true, false}) {
        Posterior one = future;
        one.set_runs(commit, shows ? RunCounts{decisive, 0} : RunCounts{0, decisive});
        both.emplace_back(shows ? has : 1 - has, std::move(one));
      }
    }
    std::stable_sort(both.begin(), both.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    constexpr std::size_t most_futures = 8;
    std::vector<Posterior> result;
    for (auto& [chance, posterior] : both)
      if (result.size() < most_futures) result.push_back(std::move(posterior));
    return result;
  }

  [[nodiscard]] std::string time_left(double steps) const {
    double seconds = 0;
    int builds = 0;
    for (const Tested& tested : tested_)
      if (tested.built && tested.seconds > 0) seconds += tested.seconds, ++builds;
    if (builds == 0) return "";
    const double left = seconds / builds * std::max(1.0, steps);
    return left < 90 ? ", " + std::to_string(static_cast<int>(left)) + " s"
                     : ", " + std::to_string(static_cast<int>(left / 60)) + " min";
  }

  // Builds that would tell nothing any more.
  void drop_idle_builds() {
    for (auto commit = building_.begin(); commit != building_.end();) {
      const auto needed = untested_neighbour(posterior_.likeliest());
      if (posterior_.information(*commit) > least_information || (needed && *needed == *commit)) {
        ++commit;
        continue;
      }
      workshop_.cancel_build(*commit);
      commit = building_.erase(commit);
    }
  }

  // Where runs differ: a built revision of which more runs tell more, for what they cost, than a
  // build.
  [[nodiscard]] std::optional<std::size_t> commit_to_run_more() const {
    if (steady_) return std::nullopt;
    double most = least_information / batches_per_build;
    std::optional<std::size_t> best;
    for (std::size_t commit = 1; commit < commits_.size(); ++commit) {
      if (!can_be_tested(commit) || !tested_[commit].built) continue;
      if (tested_[commit].runs() >= options_.most_runs) continue;
      if (const double tells = posterior_.information(commit); tells > most)
        best = commit, most = tells;
    }
    const std::size_t build = next_build(posterior_);
    if (best && build != commits_.size() &&
        posterior_.information(build) > most * batches_per_build)
      return std::nullopt;
    return best;
  }

  BisectResult narrowed() {
    BisectResult result = this->result(BisectEnd::narrowed);
    const auto& chances = posterior_.chances();
    for (std::size_t commit = 0; commit < commits_.size(); ++commit)
      if (chances[commit] > (1 - options_.confidence) / static_cast<double>(commits_.size()))
        result.suspects.push_back(commit);
    std::stable_sort(result.suspects.begin(), result.suspects.end(),
                     [&](std::size_t a, std::size_t b) { return chances[a] > chances[b]; });
    result.commit = posterior_.likeliest();
    const auto untestable = std::count_if(tested_.begin(), tested_.end(), [](const Tested& tested) {
      return !tested.trouble.empty();
    });
    result.why = std::to_string(untestable) + " revisions cannot be built or tested";
    if (!steady_) result.why += ", and runs differ";
    return result;
  }

  [[nodiscard]] BisectResult result(BisectEnd end) const {
    BisectResult result;
    result.end = end;
    result.steady = steady_;
    result.rates = steady_ ? steady_rates : rates_of(pooled(false), pooled(true));
    result.confidence = posterior_.chances()[posterior_.likeliest()];
    result.tested = tested_;
    return result;
  }

  const std::vector<Commit>& commits_;
  const BisectOptions& options_;
  Workshop& workshop_;
  std::vector<Tested> tested_;
  Posterior posterior_;
  std::set<std::string> new_ones_;  // signatures
  std::set<std::size_t> building_;
  bool steady_ = true;
};

}  // namespace

unsigned Tested::runs() const { return sum_of(signatures); }

BisectResult bisect(const std::vector<Commit>& commits, const BisectOptions& options,
                    Workshop& workshop, std::vector<Tested> known) {
  FORKLAB_CHECK(!commits.empty());
  return Search(commits, options, workshop, std::move(known)).run();
}

}  // namespace forklab
