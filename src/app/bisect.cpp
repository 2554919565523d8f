#include "bisect/bisect.hpp"

#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <thread>

#include "app/command.hpp"
#include "app/matrix_option.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/log.hpp"
#include "base/temporary_folder.hpp"
#include "base/text.hpp"
#include "bisect/answer.hpp"
#include "bisect/history.hpp"
#include "bisect/journal.hpp"
#include "bisect/run_cache.hpp"
#include "matrix/builds.hpp"
#include "matrix/matrix_folder.hpp"
#include "run/cell_process.hpp"
#include "run/conditions.hpp"
#include "run/plan.hpp"
#include "run/runner.hpp"
#include "run/stop_signals.hpp"
#include "supervise/client.hpp"

namespace forklab {
namespace {

constexpr int exit_found = 0;
constexpr int exit_no_difference = 1;
constexpr int exit_narrowed = 3;
constexpr int exit_interrupted = 4;

constexpr std::chrono::hours longest_build(3);

struct Options {
  MatrixOption matrix;
  std::string repository, good, bad;
  std::string scenario, script;
  std::vector<std::string> script_arguments;
  std::string variant = "bisect";
  std::string builder, unread;
  std::string state;
  bool resume = false;
  bool first_parent = false;
  bool all = false;
  double timeout_seconds = 10;
  BisectOptions search;
  std::string format = "text";
};

std::vector<std::string> words_in(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::vector<std::string> whole_environment() {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable)
    variables.emplace_back(*variable);
  return variables;
}

std::filesystem::path default_state(const BisectQuestion& question) {
  const char* state = std::getenv("XDG_STATE_HOME");
  const char* home = std::getenv("HOME");
  if ((state == nullptr || *state == '\0') && home == nullptr)
    throw UsageError("there is no HOME to keep the state in: give --state FILE");
  const std::filesystem::path folder = state != nullptr && *state != '\0'
                                           ? std::filesystem::path(state)
                                           : std::filesystem::path(home) / ".local" / "state";
  return folder / "forklab" / "bisect" /
         (hash_text(hash_of(question.good + question.bad + question.asked + question.variant)) +
          ".jsonl");
}

// What is asked of each build.
class Question {
 public:
  explicit Question(const Options& options) {
    plan_.deadline = milliseconds(options.timeout_seconds);
    if (!options.script.empty()) {
      scripts_ = scripts_at(options.script, options.script_arguments);
      if (scripts_.size() != 1)
        throw UsageError("--script " + options.script + ": one script is bisected at a time");
      text_ = read_file(scripts_.front().path);
      name_ = scripts_.front().path.filename().string();
      std::string arguments;
      for (const std::string& argument : options.script_arguments) arguments += argument + '\0';
      asked_ = "script " + name_ + " " + hash_text(hash_of(text_ + arguments));
      return;
    }
    if (options.scenario.empty()) throw UsageError("bisect what? Give --scenario or --script");
    scenarios_ = load_scenarios(options.matrix.folder()).select(options.scenario);
    if (scenarios_.size() != 1)
      throw UsageError("--scenario " + options.scenario + ": one scenario is bisected at a time");
    name_ = scenarios_.front().name;
    asked_ = "scenario " + scenarios_.front().scenario.id();
  }

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::string& asked() const { return asked_; }
  [[nodiscard]] std::string kind() const { return scripts_.empty() ? "probe" : "no-probe"; }
  [[nodiscard]] const std::string& script_text() const { return text_; }
  // All that the outcome on `build` depends on.
  [[nodiscard]] std::string key_on(const Build& build) const {
    std::error_code ignored;
    const auto real = [&](const std::filesystem::path& path) {
      return std::filesystem::weakly_canonical(path, ignored).string();
    };
    const Conditions now = current_conditions();
    std::string key = asked_ + "\n" + std::to_string(plan_.deadline.count()) + " ms\n" +
                      real(build.python) + "\n" + (build.probe ? real(*build.probe) : "") + "\n" +
                      real(supervisor_program()) + "\n" + now.kernel + " " + now.machine +
                      (now.aslr ? " aslr" : "") + (now.process_is_pid_1 ? " pid 1 " : " ") +
                      std::to_string(now.cpus);
    for (const std::string& layer : now.sandbox) key += " " + layer;
    return key;
  }
  [[nodiscard]] std::vector<PlannedCell> cell_on(const Build& build) const {
    return scripts_.empty() ? plan_cells({build}, scenarios_, plan_)
                            : plan_scripts({build}, scripts_, plan_);
  }

 private:
  PlanOptions plan_;
  std::vector<Script> scripts_;
  std::vector<NamedScenario> scenarios_;
  std::string name_, asked_, text_;
};

// Builds with the builder, a program called as
//   BUILDER TREE OUT VARIANT probe|no-probe
// TREE: the revision's files; OUT: where it leaves a builds.json (or a link to one) whose last
// build is the revision's. What else it leaves beside OUT under a name that begins with OUT is its
// own.
class RealWorkshop : public Workshop {
 public:
  RealWorkshop(const Repository& repository, const std::vector<Commit>& commits,
               const Question& question, const Options& options, Journal& journal,
               std::filesystem::path folder, std::vector<std::string> unread)
      : repository_(repository),
        commits_(commits),
        question_(question),
        options_(options),
        journal_(journal),
        folder_(std::move(folder)),
        builds_(folder_.parent_path() / "builds"),
        runs_(folder_.parent_path() / "runs"),
        unread_(std::move(unread)) {}
  ~RealWorkshop() override {
    active_.clear();  // ends them and waits
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder_, ignored))
      if (entry.path().filename().string().starts_with("tree-"))
        std::filesystem::remove_all(entry.path(), ignored);
  }
  RealWorkshop(const RealWorkshop&) = delete;
  RealWorkshop& operator=(const RealWorkshop&) = delete;

  void start_build(std::size_t commit) override {
    if (is_there(commit)) {  // for another question
      active_[commit] = {nullptr, Clock::now()};
      return;
    }
    const auto tree = tree_of(commit), out = out_of(commit);
    std::filesystem::remove_all(tree);
    repository_.export_tree(commits_[commit].id, tree, unread_);
    std::filesystem::remove(out);
    RunRequest request;
    request.argv = {options_.builder, tree.string(), out.string(), options_.variant,
                    question_.kind()};
    request.environment = whole_environment();
    request.folder = folder_;
    request.deadline = longest_build;
    request.output_limit = std::uint64_t{1} << 30U;
    request.events = false;
    active_[commit] = {std::make_unique<SupervisedRun>(), Clock::now()};
    active_[commit].run->start(supervisor_program(), request);
  }

  void cancel_build(std::size_t commit) override {
    active_.erase(commit);
    remove_tree(commit);
  }

  std::optional<BuildEnd> wait() override {
    while (true) {
      for (auto& [commit, build] : active_) {
        if (build.run == nullptr) return found(commit);
        if (build.run->finished()) return finished(commit);
      }
      std::vector<pollfd> polled{{signals_.fd(), POLLIN, 0}};
      for (const auto& [commit, build] : active_) polled.push_back({build.run->fd(), POLLIN, 0});
      if (::poll(polled.data(), polled.size(), -1) < 0 && errno != EINTR)
        throw_errno("poll", errno);
      if (polled.front().revents != 0 && signals_.take()) return std::nullopt;
      std::size_t position = 1;
      for (auto& [commit, build] : active_)
        if (polled[position++].revents != 0) build.run->on_readable();
    }
  }

  std::optional<SignatureCounts> run(std::size_t commit, unsigned runs) override {
    const Build build = build_of(commit);
    const std::string key = question_.key_on(build);
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

  // Its runs are in the journal: what the cache has of it, they are.
  void count_no_more(std::size_t commit) { counted_.insert(commit); }

  void note(std::size_t commit, const Tested& tested) override {
    journal_.note(commits_[commit].id, tested);
  }
  // On a terminal for everybody, in a log for those who ask.
  void say(const std::string& text) override {
    if (::isatty(STDERR_FILENO) != 0)
      std::cerr << "forklab: " << text << "\n";
    else
      log_info(text);
  }
  // The last line that a run which failed wrote to its stderr; may be empty.
  [[nodiscard]] const std::string& last_words() const { return words_; }

  // Made for this or another question, and not gone since.
  [[nodiscard]] bool is_there(std::size_t commit) const {
    try {
      return std::filesystem::exists(build_of(commit).python);
    } catch (const LabError&) {
      return false;  // none, or half of one
    }
  }

 private:
  using Clock = std::chrono::steady_clock;
  struct ActiveBuild {
    std::unique_ptr<SupervisedRun> run;
    Clock::time_point start;
  };

  [[nodiscard]] std::string name(std::size_t commit) const { return commits_[commit].short_id(); }
  [[nodiscard]] std::filesystem::path tree_of(std::size_t commit) const {
    return folder_ / ("tree-" + name(commit));
  }
  [[nodiscard]] std::filesystem::path out_of(std::size_t commit) const {
    const std::string kind = options_.builder + '\0' + options_.variant + '\0' + question_.kind();
    return builds_ / (name(commit) + "-" + hash_text(hash_of(kind)) + ".json");
  }
  [[nodiscard]] Build build_of(std::size_t commit) const {
    const auto list = out_of(commit);
    const std::vector<Build> builds = builds_from_json(read_file(list), list.string());
    if (builds.empty()) throw LabError(list.string() + ": the builder has left no build");
    return builds.back();
  }
  void remove_tree(std::size_t commit) const { std::filesystem::remove_all(tree_of(commit)); }

  std::optional<SignatureCounts> run_now(const Build& build, unsigned runs) {
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

  BuildEnd found(std::size_t commit) {
    active_.erase(commit);
    say(name(commit) + ": built before");
    return {commit, "", 0};
  }

  BuildEnd finished(std::size_t commit) {
    BuildEnd end{commit, "",
                 std::chrono::duration<double>(Clock::now() - active_[commit].start).count()};
    const RunReport report = active_[commit].run->take();
    active_.erase(commit);
    remove_tree(commit);
    if (report.status.kind() == ExitStatus::Kind::not_started)
      throw UsageError("--builder " + options_.builder + ": " + report.status.text());
    if (report.ended_by == EndedBy::deadline)
      end.trouble = "its build took more than three hours";
    else if (!report.status.clean())
      end.trouble = "it cannot be built: " + last_line(report.standard_error.text);
    else if (!std::filesystem::exists(out_of(commit)))
      throw LabError(options_.builder + " succeeds, but has left no " + out_of(commit).string());
    say(name(commit) + (end.trouble.empty() ? ": built" : ": " + end.trouble));
    return end;
  }

  const Repository& repository_;
  const std::vector<Commit>& commits_;
  const Question& question_;
  const Options& options_;
  Journal& journal_;
  std::filesystem::path folder_;
  std::filesystem::path builds_;  // of all questions whose states are in one folder
  RunCache runs_;
  std::set<std::size_t> counted_;  // commits whose runs are all known to the search
  std::vector<std::string> unread_;
  StopSignals signals_;
  std::map<std::size_t, ActiveBuild> active_;
  std::string words_;
};

struct Searched {
  std::vector<Commit> commits;
  BisectResult result;
};

Searched search(const Repository& repository, const std::string& good, const std::string& bad,
                const Question& question, const Options& options,
                const std::vector<std::string>& unread) {
  const BisectQuestion asked{good, bad, question.asked(), options.variant};
  std::filesystem::path state = std::filesystem::absolute(
      options.state.empty() ? default_state(asked) : std::filesystem::path(options.state));
  Journal journal(state, asked, options.resume);
  const std::filesystem::path folder = state.string() + ".d";
  std::filesystem::create_directories(folder);
  std::filesystem::create_directories(state.parent_path() / "builds");
  log_info("state: " + state.string() + " (what it builds is kept in " +
           (state.parent_path() / "builds").string() + ")");
  Searched searched;
  searched.commits =
      repository.range(good, bad, {options.first_parent, unread, question.script_text()});
  const std::vector<Commit>& commits = searched.commits;
  log_info(std::to_string(commits.size() - 1) + " commits, " +
           std::to_string(std::count_if(commits.begin() + 1, commits.end(),
                                        [](const Commit& commit) { return commit.weight > 0; })) +
           " of them touch what a build reads");
  RealWorkshop workshop(repository, commits, question, options, journal, folder, unread);
  std::vector<Tested> known(commits.size());
  for (std::size_t i = 0; i < commits.size(); ++i)
    if (const auto found = journal.known().find(commits[i].id); found != journal.known().end()) {
      known[i] = found->second;
      if (known[i].runs() > 0) workshop.count_no_more(i);
      if (known[i].built && !workshop.is_there(i)) known[i].built = false;
    }
  BisectOptions how = options.search;
  // One after the other, the second would have the first one's compiler cache; which is of little
  // use when headers differ that everything reads.
  how.ends_at_once = repository.differ_in({"Include", ":(exclude)Include/internal"}, good, bad);
  searched.result = bisect(commits, how, workshop, std::move(known));
  if (searched.result.end == BisectEnd::ends_do_not_differ && !workshop.last_words().empty())
    log_warning("the last run that failed said: " + workshop.last_words());
  return searched;
}

void print(const Searched& searched, const Repository& repository, const Question& question,
           const Options& options) {
  BisectSubject subject{question.name(), options.variant, ""};
  if (searched.result.end == BisectEnd::found)
    subject.message = repository.message(searched.commits[searched.result.commit].id);
  std::cout << (options.format == "json" ? bisect_json(searched.commits, searched.result, subject)
                : options.format == "markdown"
                    ? bisect_markdown(searched.commits, searched.result, subject)
                    : bisect_text(searched.commits, searched.result, subject));
}

bool differ(const Tested& one, const Tested& other) {
  const auto same = [](const auto& a, const auto& b) { return a.first == b.first; };
  return !std::equal(one.signatures.begin(), one.signatures.end(), other.signatures.begin(),
                     other.signatures.end(), same);
}

// Goes on after the first answer: between any two tested revisions, next to each other in the
// history's order, that do not do the same there is a change, too.
class SearchForAll {
 public:
  SearchForAll(const Repository& repository, const Question& question, const Options& options,
               const std::vector<std::string>& unread)
      : repository_(repository), question_(question), options_(options), unread_(unread) {}

  // `first`: the answer to the whole range. Those found, in the history's order.
  std::vector<Searched> after(Searched first) {
    commits_ = first.commits;
    for (std::size_t i = 0; i < commits_.size(); ++i) position_[commits_[i].id] = i;
    asked_.insert({0, commits_.back().same_as});
    add(std::move(first));
    while (const auto range = next_range()) {
      asked_.insert(*range);
      const Commit &good = commits_[range->first], &bad = commits_[range->second];
      Options narrower = options_;
      if (!narrower.state.empty()) narrower.state += "-" + good.short_id() + "-" + bad.short_id();
      Searched searched = search(repository_, good.id, bad.id, question_, narrower, unread_);
      const BisectEnd end = searched.result.end;
      add(std::move(searched));
      if (end == BisectEnd::interrupted) break;
    }
    std::vector<Searched> answers;
    for (auto& [position, searched] : found_) answers.push_back(std::move(searched));
    return answers;
  }

 private:
  void add(Searched searched) {
    for (std::size_t i = 0; i < searched.commits.size(); ++i)
      if (const Tested& tested = searched.result.tested[i]; tested.runs() > 0)
        seen_[position_.at(searched.commits[i].id)] = tested;
    if (searched.result.end != BisectEnd::found) return;
    const std::size_t position = position_.at(searched.commits[searched.result.commit].id);
    found_.emplace(position, std::move(searched));
  }

  [[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> next_range() const {
    for (auto one = seen_.begin(); one != seen_.end(); ++one)
      if (const auto next = std::next(one);
          next != seen_.end() && differ(one->second, next->second) &&
          !asked_.contains({one->first, next->first}) &&
          repository_.is_ancestor(commits_[one->first].id, commits_[next->first].id))
        return std::pair{one->first, next->first};
    return std::nullopt;
  }

  const Repository& repository_;
  const Question& question_;
  const Options& options_;
  const std::vector<std::string>& unread_;
  std::vector<Commit> commits_;
  std::map<std::string, std::size_t> position_;
  std::map<std::size_t, Tested> seen_;
  std::set<std::pair<std::size_t, std::size_t>> asked_;
  std::map<std::size_t, Searched> found_;
};

int run_bisect(const Options& options) {
  const Question question(options);
  if (options.builder.empty())
    throw UsageError(
        "--builder: which program builds a revision? (./lab bisect brings its own; "
        "docs/bisect.md)");
  const std::vector<std::string> unread =
      options.unread.empty() ? std::vector<std::string>() : words_in(read_file(options.unread));
  const TemporaryFolder scratch(std::filesystem::temp_directory_path());
  const Repository repository(options.repository, scratch.path());
  std::string good = repository.resolve(options.good, "--good");
  const std::string bad = repository.resolve(options.bad, "--bad");
  if (good == bad) throw UsageError("--good and --bad are the same commit, " + good);
  if (repository.is_ancestor(bad, good))
    throw UsageError("--bad " + options.bad + " is older than --good " + options.good +
                     ": swapped? Give the older one as --good; any change is found, a fix, too");
  if (repository.is_dirty())
    log_warning("the work tree has changes: they are not looked at, only commits are");
  std::string other_side;
  if (!repository.is_ancestor(good, bad)) {
    other_side = good;
    good = repository.merge_base(good, bad);
    if (good.empty()) throw UsageError("--good and --bad have no commit in common");
    log_warning("--good is on another branch: its last commit in common with --bad, " + good +
                ", takes its place");
  }
  Searched searched = search(repository, good, bad, question, options, unread);
  if (searched.result.end == BisectEnd::ends_do_not_differ && !other_side.empty()) {
    log_warning("--bad does what that commit does: the change is between it and --good");
    Options second = options;
    if (!second.state.empty()) second.state += ".good-side";
    searched = search(repository, good, other_side, question, second, unread);
  }
  const bool go_on = options.all && (searched.result.end == BisectEnd::found ||
                                     searched.result.end == BisectEnd::narrowed);
  if (go_on) {
    std::vector<Searched> answers =
        SearchForAll(repository, question, options, unread).after(searched);
    for (const Searched& answer : answers) {
      print(answer, repository, question, options);
      if (options.format != "json") std::cout << "\n";
    }
    if (!answers.empty()) return exit_found;
  }
  print(searched, repository, question, options);
  switch (searched.result.end) {
    case BisectEnd::found: return exit_found;
    case BisectEnd::ends_do_not_differ: return exit_no_difference;
    case BisectEnd::narrowed: return exit_narrowed;
    case BisectEnd::interrupted: return exit_interrupted;
  }
  return exit_lab_problem;
}

}  // namespace

void add_bisect(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "bisect",
      "find the commit that changed what happens (exit: 0 found, 1 ends do not differ, 2 trouble, "
      "3 only narrowed, 4 interrupted)");
  const auto options = std::make_shared<Options>();
  options->matrix.add_to(*command);
  command->add_option("--repo", options->repository, "git repository of CPython; only read")
      ->required()
      ->type_name("DIR");
  command->add_option("--good", options->good, "the older revision")->required()->type_name("REV");
  command->add_option("--bad", options->bad, "the newer revision")->required()->type_name("REV");
  command->add_option("--scenario", options->scenario, "an alias or FORKER/SCENE/CHILD[/WAIT]")
      ->type_name("NAME");
  command
      ->add_option("--script", options->script,
                   "a Python script; any change of how it ends is a change")
      ->type_name("FILE")
      ->excludes("--scenario");
  command->add_option("--args", options->script_arguments, "arguments of the script")
      ->needs("--script");
  command->add_option("--variant", options->variant, "how it is built (matrix/variants.toml)");
  command->add_option("--builder", options->builder, "program that builds a revision")
      ->envname("FORKLAB_BUILDER")
      ->type_name("PROGRAM");
  command
      ->add_option("--unread", options->unread,
                   "list of files and folders that no build reads: commits to them are not built")
      ->envname("FORKLAB_UNREAD")
      ->type_name("FILE");
  command->add_option("-j,--jobs", options->search.jobs, "builds at once")
      ->check(CLI::Range(1, 1024));
  command
      ->add_option("--confidence", options->search.confidence,
                   "below it no commit is named (default: 0.99)")
      ->check(CLI::Range(0.5, 0.999999));
  command->add_option("--repeat", options->search.runs, "runs of each revision (default: 3)")
      ->check(CLI::Range(1, 10000));
  command->add_flag("--first-parent", options->first_parent, "only the commits of the main line");
  command->add_flag("--all", options->all,
                    "go on after the first answer: every change that shows between tested "
                    "revisions, one answer after the other");
  command->add_option("--timeout", options->timeout_seconds, "seconds a run may take (default: 10)")
      ->check(CLI::Range(0.01, 86400.0));
  command->add_option("--state", options->state, "where the state is kept")->type_name("FILE");
  command->add_flag("--resume", options->resume, "go on with the bisect in the state file");
  command->add_option("--format", options->format, "text, markdown or json")
      ->check(CLI::IsMember({"text", "markdown", "json"}));
  command->callback([options, &exit_code] {
    exit_code = with_trouble_as_usage([&] { return run_bisect(*options); });
  });
}

}  // namespace forklab
