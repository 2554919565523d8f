#include "run/runner.hpp"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <limits>
#include <list>
#include <map>
#include <memory>

#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "run/cell_process.hpp"
#include "run/conditions.hpp"
#include "run/stop_signals.hpp"
#include "supervise/client.hpp"

namespace forklab {
namespace {

using Clock = std::chrono::steady_clock;

struct ActiveRun {
  std::size_t cell;
  std::unique_ptr<SupervisedRun> run;
  Clock::time_point next_look;
  bool sleeps = false;
};

// A run that goes on and sleeps most likely hangs, and needs no CPU: another one starts beside it,
// up to so many times the jobs that were asked for. That it goes on is not enough: on a busy
// machine runs take long because of each other, and more of them would take longer still.
constexpr std::chrono::milliseconds first_look(150), between_looks(50);
constexpr unsigned most_per_job = 16;

// Six seconds in all.
constexpr unsigned most_attempts = 7;

bool is_shortage(int error) {
  return error == EAGAIN || error == EMFILE || error == ENFILE || error == ENOMEM;
}

Outcome lab_error(const std::string& trouble) {
  Outcome outcome;
  outcome.lab_error = trouble;
  return outcome;
}

// Whatever one run does is that run's outcome; the others go on.
Outcome outcome_of_run(SupervisedRun& run, const PlannedCell& cell, RunReport& report) {
  try {
    report = run.take();
    return cell.interpret(report);
  } catch (const std::exception& error) {
    return lab_error(error.what());
  }
}

class Runner {
 public:
  Runner(const std::vector<PlannedCell>& cells, const RunnerOptions& options)
      : cells_(cells), options_(options), outcomes_(cells.size()), pid_1_(cells.size(), false) {
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (!cells[i].not_run && !cells[i].not_applicable)
        for (unsigned n = 0; n < options.repeat; ++n) waiting_.push_back(i);
    total_ = waiting_.size();
  }

  RunnerResult run() {
    while (!stopped_by_ && (!waiting_.empty() || !active_.empty())) {
      while (!stopped_by_ && has_room() && !waiting_.empty()) start_next();
      if (!stopped_by_ && !active_.empty()) wait_for_progress();
    }
    for (ActiveRun& active : active_) active.run->cancel();
    active_.clear();  // destroys, which waits for the supervisors
    return result();
  }

 private:
  void start_next() {
    const std::size_t cell = waiting_.front();
    auto run = std::make_unique<SupervisedRun>();
    try {
      run->start(supervisor_program(), cells_[cell].request);
    } catch (const SystemError& error) {
      return not_started(cell, error);
    }
    waiting_.pop_front();
    attempts_ = 0;
    active_.push_back({cell, std::move(run), Clock::now() + first_look});
  }

  // What is short is short because of the runs that go on, or of somebody else: wait for one of
  // them, or for a while. A supervisor that is not there is not there for any cell.
  void not_started(std::size_t cell, const SystemError& error) {
    if (!is_shortage(error.error()) && done_ == 0 && active_.empty()) throw error;
    if (is_shortage(error.error()) && !active_.empty()) {
      most_active_ = active_.size();
    } else if (is_shortage(error.error()) && attempts_ < most_attempts) {
      pollfd polled{signals_.fd(), POLLIN, 0};
      if (::poll(&polled, 1, 50 << attempts_++) > 0) stopped_by_ = signals_.take();
    } else {
      waiting_.pop_front();
      attempts_ = 0;
      add(cell, {}, lab_error(error.what()));
    }
  }

  bool has_room() {
    const auto now = Clock::now();
    for (ActiveRun& active : active_)
      if (active.next_look <= now) {
        active.sleeps = active.run->sleeps();
        active.next_look = now + between_looks;
      }
    const auto busy = std::count_if(active_.begin(), active_.end(),
                                    [](const ActiveRun& active) { return !active.sleeps; });
    const std::size_t jobs = std::max(1U, options_.jobs);
    return static_cast<std::size_t>(busy) < jobs && active_.size() < jobs * most_per_job &&
           active_.size() < most_active_;
  }

  // Until the next look at a run, which may make room; -1: as long as it takes.
  [[nodiscard]] int patience() const {
    if (waiting_.empty()) return -1;
    auto next = Clock::time_point::max();
    for (const ActiveRun& active : active_) next = std::min(next, active.next_look);
    using std::chrono::milliseconds;
    const auto left = std::chrono::ceil<milliseconds>(next - Clock::now());
    return static_cast<int>(std::max(milliseconds::zero(), left).count());
  }

  void wait_for_progress() {
    std::vector<pollfd> polled{{signals_.fd(), POLLIN, 0}};
    for (const ActiveRun& active : active_) polled.push_back({active.run->fd(), POLLIN, 0});
    if (::poll(polled.data(), polled.size(), patience()) < 0 && errno != EINTR)
      throw_errno("poll", errno);
    if (polled.front().revents != 0) stopped_by_ = signals_.take();
    std::size_t position = 1;
    for (auto active = active_.begin(); active != active_.end(); ++position) {
      if (polled[position].revents != 0) active->run->on_readable();
      if (!active->run->finished()) {
        ++active;
        continue;
      }
      finish(*active);
      active = active_.erase(active);
      most_active_ = std::numeric_limits<std::size_t>::max();
    }
  }

  void finish(ActiveRun& active) {
    RunReport report;
    Outcome outcome = outcome_of_run(*active.run, cells_[active.cell], report);
    add(active.cell, report, std::move(outcome));
  }

  void add(std::size_t cell, const RunReport& report, Outcome outcome) {
    ++done_;
    if (options_.on_run) options_.on_run(cells_[cell], report, outcome, done_, total_);
    outcomes_[cell].push_back(std::move(outcome));
    if (was_pid_1(report)) pid_1_[cell] = true;
  }

  // Equal signatures are one entry; the first outcome that showed it stands for all.
  static std::vector<CountedOutcome> counted(const std::vector<Outcome>& outcomes) {
    std::map<std::string, CountedOutcome> by_signature;
    for (const Outcome& outcome : outcomes) {
      const std::string signature = signature_of(outcome);
      CountedOutcome& entry = by_signature[signature];
      if (entry.count++ == 0) entry = {1, signature, outcome};
    }
    std::vector<CountedOutcome> sorted;
    for (auto& [signature, entry] : by_signature) sorted.push_back(std::move(entry));
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& a, const auto& b) { return a.count > b.count; });
    return sorted;
  }

  RunnerResult result() const {
    RunnerResult result;
    result.interrupted_by = stopped_by_;
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      Observation observation = cells_[i].observation;
      std::vector<Outcome> outcomes = outcomes_[i];
      if (cells_[i].not_run || cells_[i].not_applicable) {
        outcomes.resize(1);
        outcomes.front().not_run = cells_[i].not_run;
        outcomes.front().not_applicable = cells_[i].not_applicable;
      } else if (outcomes.size() < options_.repeat) {
        continue;
      }
      observation.conditions.process_is_pid_1 = pid_1_[i];
      observation.outcomes = counted(outcomes);
      result.observations.push_back(std::move(observation));
    }
    return result;
  }

  const std::vector<PlannedCell>& cells_;
  const RunnerOptions& options_;
  StopSignals signals_;
  std::list<std::size_t> waiting_;
  std::list<ActiveRun> active_;
  std::vector<std::vector<Outcome>> outcomes_;
  std::vector<bool> pid_1_;                                            // of each cell
  std::size_t most_active_ = std::numeric_limits<std::size_t>::max();  // a start failed with these
  unsigned attempts_ = 0;  // to start the next run while none goes on
  std::size_t done_ = 0;
  std::size_t total_ = 0;
  std::optional<int> stopped_by_;
};

}  // namespace

RunnerResult run_cells(const std::vector<PlannedCell>& cells, const RunnerOptions& options) {
  FORKLAB_CHECK(options.repeat > 0);
  return Runner(cells, options).run();
}

}  // namespace forklab
