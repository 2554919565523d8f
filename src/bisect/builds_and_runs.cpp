#include "bisect/builds_and_runs.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <thread>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "bisect/answer.hpp"
#include "run/cell_process.hpp"
#include "run/conditions.hpp"
#include "run/runner.hpp"

namespace forklab {
namespace {

constexpr std::chrono::hours longest_build(3);

std::vector<std::string> whole_environment() {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable)
    variables.emplace_back(*variable);
  return variables;
}

}  // namespace

BuildsAndRuns::BuildsAndRuns(const Repository& repository, const std::vector<Commit>& commits,
                             const BuildQuestion& question, Journal& journal,
                             WorkshopFolders folders, Builder builder,
                             std::vector<std::string> unread)
    : repository_(repository),
      commits_(commits),
      question_(question),
      journal_(journal),
      folders_(std::move(folders)),
      builder_(std::move(builder)),
      runs_(folders_.runs),
      unread_(std::move(unread)) {}

BuildsAndRuns::~BuildsAndRuns() {
  active_.clear();  // ends them and waits
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folders_.trees, ignored))
    if (entry.path().filename().string().starts_with("tree-"))
      std::filesystem::remove_all(entry.path(), ignored);
}

// --- building ---

void BuildsAndRuns::start_build(std::size_t commit) {
  if (is_there(commit)) {  // for another question
    active_[commit] = {nullptr, Clock::now()};
    return;
  }
  const auto tree = tree_of(commit), out = out_of(commit);
  std::filesystem::remove_all(tree);
  repository_.export_tree(commits_[commit].id, tree, unread_);
  std::filesystem::remove(out);
  RunRequest request;
  request.argv = {builder_.program, tree.string(), out.string(), builder_.variant,
                  question_.kind()};
  request.environment = whole_environment();
  request.folder = folders_.trees;
  request.deadline = longest_build;
  request.output_limit = std::uint64_t{1} << 30U;
  request.events = false;
  active_[commit] = {std::make_unique<SupervisedRun>(), Clock::now()};
  active_[commit].run->start(supervisor_program(), request);
}

void BuildsAndRuns::cancel_build(std::size_t commit) {
  active_.erase(commit);
  remove_tree(commit);
}

std::optional<BuildEnd> BuildsAndRuns::wait() {
  while (true) {
    for (auto& [commit, build] : active_) {
      if (build.run == nullptr) return found(commit);
      if (build.run->finished()) return finished(commit);
    }
    std::vector<pollfd> polled{{signals_.fd(), POLLIN, 0}};
    for (const auto& [commit, build] : active_) polled.push_back({build.run->fd(), POLLIN, 0});
    if (::poll(polled.data(), polled.size(), -1) < 0 && errno != EINTR) throw_errno("poll", errno);
    if (polled.front().revents != 0 && signals_.take()) return std::nullopt;
    std::size_t position = 1;
    for (auto& [commit, build] : active_)
      if (polled[position++].revents != 0) build.run->on_readable();
  }
}

BuildEnd BuildsAndRuns::found(std::size_t commit) {
  active_.erase(commit);
  say(name(commit) + ": built before");
  return {commit, "", 0};
}

BuildEnd BuildsAndRuns::finished(std::size_t commit) {
  BuildEnd end{commit, "",
               std::chrono::duration<double>(Clock::now() - active_[commit].start).count()};
  const RunReport report = active_[commit].run->take();
  active_.erase(commit);
  remove_tree(commit);
  if (report.status.kind() == ExitStatus::Kind::not_started)
    throw UsageError("--builder " + builder_.program + ": " + report.status.text());
  if (report.ended_by == EndedBy::deadline)
    end.trouble = "its build took more than three hours";
  else if (!report.status.clean())
    end.trouble = "it cannot be built: " + last_line(report.standard_error.text);
  else if (!std::filesystem::exists(out_of(commit)))
    throw LabError(builder_.program + " succeeds, but has left no " + out_of(commit).string());
  say(name(commit) + (end.trouble.empty() ? ": built" : ": " + end.trouble));
  return end;
}

std::filesystem::path BuildsAndRuns::tree_of(std::size_t commit) const {
  return folders_.trees / ("tree-" + name(commit));
}

std::filesystem::path BuildsAndRuns::out_of(std::size_t commit) const {
  const std::string kind = builder_.program + '\0' + builder_.variant + '\0' + question_.kind();
  return folders_.builds / (name(commit) + "-" + hash_text(hash_of(kind)) + ".json");
}

Build BuildsAndRuns::build_of(std::size_t commit) const {
  const auto list = out_of(commit);
  const std::vector<Build> builds = builds_from_json(read_file(list), list.string());
  if (builds.empty()) throw LabError(list.string() + ": the builder has left no build");
  return builds.back();
}

bool BuildsAndRuns::is_there(std::size_t commit) const {
  try {
    return std::filesystem::exists(build_of(commit).python);
  } catch (const LabError&) {
    return false;  // none, or half of one
  }
}

void BuildsAndRuns::remove_tree(std::size_t commit) const {
  std::filesystem::remove_all(tree_of(commit));
}

// --- running ---

std::optional<SignatureCounts> BuildsAndRuns::run(std::size_t commit, unsigned runs) {
  const Build build = build_of(commit);
  const std::string key = question_.key_on(build, current_conditions());
  SignatureCounts known;
  if (counted_.insert(commit).second) known = runs_.known(key);
  if (const unsigned before = sum_of(known); before < runs) {
    const auto seen = run_now(build, runs - before);
    if (!seen) return std::nullopt;
    if (std::none_of(seen->begin(), seen->end(),
                     [](const auto& one) { return tells_nothing(fate_of(one.first)); }))
      runs_.add(key, *seen);
    for (const auto& [signature, count] : *seen) known[signature] += count;
  } else {
    say(name(commit) + ": run before");
  }
  say(name(commit) + ": " + signatures_text({true, "", known, 0}));
  return known;
}

std::optional<SignatureCounts> BuildsAndRuns::run_now(const Build& build, unsigned runs) {
  RunnerOptions runner;
  runner.jobs = std::max(1U, std::thread::hardware_concurrency());
  runner.repeat = runs;
  runner.on_run = [&](const PlannedCell&, const RunReport& report, const Outcome&, std::size_t,
                      std::size_t) {
    if (!report.status.clean()) words_ = last_line(report.standard_error.text);
  };
  const RunnerResult result = run_cells(question_.cell_on(build), runner);
  if (result.interrupted_by) return std::nullopt;
  SignatureCounts seen;
  for (const CountedOutcome& outcome : result.observations.front().outcomes)
    seen[outcome.signature] += outcome.count;
  return seen;
}

void BuildsAndRuns::note(std::size_t commit, const Tested& tested) {
  journal_.note(commits_[commit].id, tested);
}

void BuildsAndRuns::say(const std::string& text) {
  if (::isatty(STDERR_FILENO) != 0)
    std::cerr << "forklab: " << text << "\n";
  else
    log_info(text);
}

}  // namespace forklab
