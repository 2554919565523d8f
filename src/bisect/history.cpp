#include "bisect/history.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <sstream>

#include "base/error.hpp"
#include "base/text.hpp"
#include "bisect/checkout.hpp"
#include "run/tool.hpp"

namespace forklab {
namespace {

// A commit that touches one of these is the more likely change of what a fork does.
constexpr std::array<std::string_view, 24> of_interest = {"Python/pystate.c",
                                                          "Python/pylifecycle.c",
                                                          "Python/ceval_gil.c",
                                                          "Python/ceval.c",
                                                          "Python/interpconfig.c",
                                                          "Python/thread",
                                                          "Python/parking_lot.c",
                                                          "Python/lock.c",
                                                          "Python/import.c",
                                                          "Python/gc",
                                                          "Python/crossinterp",
                                                          "Modules/posixmodule.c",
                                                          "Modules/signalmodule.c",
                                                          "Modules/_threadmodule.c",
                                                          "Modules/_posixsubprocess.c",
                                                          "Modules/_interpretersmodule.c",
                                                          "Include/internal/pycore_interp",
                                                          "Include/internal/pycore_runtime",
                                                          "Lib/threading.py",
                                                          "Lib/multiprocessing/",
                                                          "Lib/subprocess.py",
                                                          "Lib/asyncio/",
                                                          "Lib/concurrent/",
                                                          "Lib/os.py"};
// If one commit in fourteen does and the change is not among those, that takes one build more
// (log2 of the mean weight), and where it is, three fewer; it pays when one change in four is.
constexpr double weight_of_interest = 16;

// A Lib file that is neither: four times fewer.
constexpr double weight_of_other_modules = 0.25;

bool is_read(const std::string& file, const std::vector<std::string>& unread) {
  return std::none_of(unread.begin(), unread.end(),
                      [&](const std::string& place) { return is_below(file, place); });
}

// "Lib/json/decoder.py" and "Modules/_json.c" are about a script that mentions "json".
bool is_about(const std::string& file, const std::string& script) {
  if (script.empty() || !(file.starts_with("Lib/") || file.starts_with("Modules/"))) return false;
  std::string module = std::filesystem::path(file.substr(file.find('/') + 1)).begin()->stem();
  if (module.starts_with('_')) module.erase(0, 1);
  return module.size() > 2 && script.find("import " + module) != script.npos;
}

double weight_of(const std::string& file, const std::string& script) {
  const bool goes_through =
      std::any_of(of_interest.begin(), of_interest.end(),
                  [&](std::string_view start) { return file.starts_with(start); });
  if (goes_through || is_about(file, script)) return weight_of_interest;
  return file.starts_with("Lib/") ? weight_of_other_modules : 1;
}

// One record of `git log`: the format's fields, then the files that it touches.
Commit commit_from(const std::string& record, const std::map<std::string, std::size_t>& known,
                   const RangeOptions& options) {
  const std::vector<std::string> lines = lines_of(record);
  FORKLAB_CHECK(lines.size() >= 4);
  Commit commit;
  commit.id = lines[0];
  std::istringstream parents(lines[1]);
  std::size_t parents_in_all = 0;
  for (std::string parent; parents >> parent; ++parents_in_all)
    if (const auto found = known.find(parent); found != known.end())
      if (commit.parents.empty() || !options.first_parent) commit.parents.push_back(found->second);
  commit.date = lines[2];
  commit.subject = lines[3];
  commit.same_as = known.size();
  double most = 0;  // of the files that a build reads
  for (std::size_t i = 4; i < lines.size(); ++i)
    if (!lines[i].empty() && is_read(lines[i], options.unread))
      most = std::max(most, weight_of(lines[i], options.mentioned));
  if (most > 0 || (parents_in_all == 1 && commit.parents.size() == 1)) commit.weight = most;
  return commit;
}

}  // namespace

Repository::Repository(const std::filesystem::path& folder, const std::filesystem::path& scratch)
    : Repository(folder, scratch, std::make_shared<const PlainGit>(folder, "--repo", scratch)) {}

Repository::Repository(const std::filesystem::path& folder, std::filesystem::path scratch,
                       std::shared_ptr<const PlainGit> git)
    : folder_(std::filesystem::absolute(folder)),
      scratch_(std::move(scratch)),
      git_(std::move(git)) {
  if (git_->is_shallow())
    throw UsageError("--repo " + folder.string() +
                     ": the clone is shallow, so revisions are missing (git fetch --unshallow)");
}

std::string Repository::must(const std::vector<std::string>& arguments) const {
  auto output = git_->output(arguments);
  if (!output) throw LabError("git " + arguments.front() + " fails in " + folder_.string());
  return *std::move(output);
}

std::string Repository::resolve(const std::string& revision, const std::string& option) const {
  const auto id = git_->output(
      {"rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"});
  if (!id || id->empty())
    throw UsageError(option + " " + revision + ": there is no such revision in " +
                     folder_.string());
  return id->substr(0, id->find('\n'));
}

bool Repository::is_ancestor(const std::string& older, const std::string& newer) const {
  return git_->output({"merge-base", "--is-ancestor", older, newer}).has_value();
}

std::string Repository::merge_base(const std::string& one, const std::string& other) const {
  const auto base = git_->output({"merge-base", one, other});
  return base ? base->substr(0, base->find('\n')) : "";
}

bool Repository::differ_in(const std::vector<std::string>& folders, const std::string& one,
                           const std::string& other) const {
  std::vector<std::string> arguments = {"diff", "--name-only", one, other, "--"};
  arguments.insert(arguments.end(), folders.begin(), folders.end());
  return !must(arguments).empty();
}

// Submodules are not asked: git would run in each, with the configuration that is there.
bool Repository::is_dirty() const {
  if (git_->work_tree().empty()) return false;
  const auto status =
      git_->output({"status", "--porcelain", "--untracked-files=no", "--ignore-submodules=all"});
  return status && !status->empty();
}

std::vector<Commit> Repository::range(const std::string& good, const std::string& bad,
                                      const RangeOptions& options) const {
  std::vector<std::string> arguments = {"log",
                                        "--topo-order",
                                        "--reverse",
                                        "--name-only",
                                        "--diff-merges=first-parent",
                                        "--format=%x01%H%n%P%n%aI%n%s"};
  if (options.first_parent) arguments.emplace_back("--first-parent");
  arguments.push_back(good + ".." + bad);
  const std::string end = must({"show", "--no-patch", "--format=%aI%n%s", good});
  const std::vector<std::string> end_lines = lines_of(end);
  std::vector<Commit> commits = {{good, {}, end_lines.at(0), end_lines.at(1), 0, 0}};
  std::map<std::string, std::size_t> known = {{good, 0}};
  const std::string log = must(arguments);
  for (std::size_t at = log.find('\x01'); at != log.npos;) {
    const std::size_t next = log.find('\x01', at + 1);
    Commit commit =
        commit_from(log.substr(at + 1, next == log.npos ? next : next - at - 1), known, options);
    if (commit.weight == 0) commit.same_as = commits[commit.parents.front()].same_as;
    known[commit.id] = commits.size();
    commits.push_back(std::move(commit));
    at = next;
  }
  return commits;
}

std::string Repository::message(const std::string& commit) const {
  return must({"show", "--no-patch", "--format=%B", commit});
}

void Repository::export_tree(const std::string& commit, const std::filesystem::path& folder,
                             const std::vector<std::string>& unread) const {
  std::filesystem::create_directories(folder);
  const std::filesystem::path archive = scratch_ / "tree.tar";
  std::vector<std::string> arguments = {"archive", "--format=tar", "--output=" + archive.string(),
                                        commit,    "--",           "."};
  for (const std::string& place : unread) arguments.push_back(":(exclude)" + place);
  static_cast<void>(must(arguments));
  const RunReport report =
      run_tool({tool_for("unpacking a revision", "tar").string(), "-xf", archive.string(), "-C",
                std::filesystem::absolute(folder).string()});
  std::filesystem::remove(archive);
  if (!report.status.clean())
    throw LabError("cannot unpack " + commit + " into " + folder.string() + ": " +
                   report.standard_error.text);
}

}  // namespace forklab
