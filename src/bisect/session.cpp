#include "bisect/session.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/log.hpp"
#include "base/temporary_folder.hpp"

namespace forklab {
namespace {

namespace fs = std::filesystem;

void log_range(const std::vector<Commit>& commits) {
  log_info(std::to_string(commits.size() - 1) + " commits, " +
           std::to_string(std::count_if(commits.begin() + 1, commits.end(),
                                        [](const Commit& commit) { return commit.weight > 0; })) +
           " of them touch what a build reads");
}

// Of the journal, what still holds: a build may be gone.
std::vector<Tested> known_of(const std::vector<Commit>& commits, const Journal& journal,
                             BuildsAndRuns& workshop) {
  std::vector<Tested> known(commits.size());
  for (std::size_t i = 0; i < commits.size(); ++i)
    if (const auto found = journal.known().find(commits[i].id); found != journal.known().end()) {
      known[i] = found->second;
      if (known[i].runs() > 0) workshop.leave_cached_runs_out(i);
      if (known[i].built && !workshop.is_there(i)) known[i].built = false;
    }
  return known;
}

// Commit ids: what a range lies between.
struct Ends {
  std::string good, bad;
};

class Session {
 public:
  Session(const Repository& repository, const SessionOptions& options,
          const BuildQuestion& question)
      : repository_(repository), options_(options), question_(question) {}

  std::vector<Searched> run() {
    const auto [ends, other_side] = checked_ends();
    Searched searched = search(ends, "");
    if (searched.result.end == BisectEnd::ends_do_not_differ && !other_side.empty()) {
      log_warning("--bad does what that commit does: the change is between it and --good");
      searched = search({ends.good, other_side}, ".good-side");
    }
    const BisectEnd end = searched.result.end;
    if (options_.all && (end == BisectEnd::found || end == BisectEnd::narrowed))
      if (auto found = all_changes_after(searched); !found.empty()) return found;
    return {std::move(searched)};
  }

 private:
  struct Range {
    Ends ends;
    std::string other_side;  // --good, where it is on another branch; else empty
  };

  [[nodiscard]] Range checked_ends() const {
    Range range{
        {repository_.resolve(options_.good, "--good"), repository_.resolve(options_.bad, "--bad")},
        ""};
    auto& [good, bad] = range.ends;
    if (good == bad) throw UsageError("--good and --bad are the same commit, " + good);
    if (repository_.is_ancestor(bad, good))
      throw UsageError("--bad " + options_.bad + " is older than --good " + options_.good +
                       ": swapped? Give the older one as --good; any change is found, a fix, too");
    if (repository_.is_dirty())
      log_warning("the work tree has changes: they are not looked at, only commits are");
    if (repository_.is_ancestor(good, bad)) return range;
    range.other_side = good;
    good = repository_.merge_base(good, bad);
    if (good.empty()) throw UsageError("--good and --bad have no commit in common");
    log_warning("--good is on another branch: its last commit in common with --bad, " + good +
                ", takes its place");
    return range;
  }

  // `suffix`: makes the state that the user named one of these ends.
  [[nodiscard]] Searched search(const Ends& ends, const std::string& suffix) const {
    const SearchIdentity identity{ends.good, ends.bad, question_.asked(), options_.builder.variant};
    const fs::path named = options_.state.string() + suffix;
    const fs::path state = fs::absolute(options_.state.empty() ? default_state(identity) : named);
    Journal journal(state, identity, options_.resume);
    const WorkshopFolders folders{state.string() + ".d", state.parent_path() / "builds",
                                  state.parent_path() / "runs"};
    fs::create_directories(folders.trees);
    fs::create_directories(folders.builds);
    log_info("state: " + state.string() + " (what it builds is kept in " + folders.builds.string() +
             ")");
    Searched searched;
    searched.commits = repository_.range(
        ends.good, ends.bad, {options_.first_parent, options_.unread, question_.script_text()});
    log_range(searched.commits);
    BuildsAndRuns workshop(repository_, searched.commits, question_, journal, folders,
                           options_.builder, options_.unread);
    BisectOptions how = options_.search;
    // One after the other, the second would have the first one's compiler cache; which is of little
    // use when headers differ that everything reads.
    how.ends_at_once =
        repository_.differ_in({"Include", ":(exclude)Include/internal"}, ends.good, ends.bad);
    searched.result =
        bisect(searched.commits, how, workshop, known_of(searched.commits, journal, workshop));
    if (searched.result.end == BisectEnd::ends_do_not_differ && !workshop.last_words().empty())
      log_warning("the last run that failed said: " + workshop.last_words());
    if (searched.result.end == BisectEnd::found)
      searched.message = repository_.message(searched.commits[searched.result.commit].id);
    return searched;
  }

  [[nodiscard]] std::vector<Searched> all_changes_after(const Searched& first) const {
    return all_changes(
        first,
        [&](const Commit& good, const Commit& bad) {
          return search({good.id, bad.id}, "-" + good.short_id() + "-" + bad.short_id());
        },
        [&](const Commit& older, const Commit& newer) {
          return repository_.is_ancestor(older.id, newer.id);
        });
  }

  const Repository& repository_;
  const SessionOptions& options_;
  const BuildQuestion& question_;
};

}  // namespace

fs::path default_state(const SearchIdentity& search) {
  const char* state = std::getenv("XDG_STATE_HOME");
  const char* home = std::getenv("HOME");
  if ((state == nullptr || *state == '\0') && home == nullptr)
    throw UsageError("there is no HOME to keep the state in: give --state FILE");
  const fs::path folder =
      state != nullptr && *state != '\0' ? fs::path(state) : fs::path(home) / ".local" / "state";
  return folder / "forklab" / "bisect" /
         (hash_text(hash_of(search.good + search.bad + search.asked + search.variant)) + ".jsonl");
}

std::vector<Searched> run_session(const SessionOptions& options, const BuildQuestion& question) {
  const TemporaryFolder scratch(fs::temp_directory_path());
  const Repository repository(options.repository, scratch.path());
  return Session(repository, options, question).run();
}

}  // namespace forklab
