#include "bisect/plain_git.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "run/tool.hpp"

namespace forklab {
namespace {

namespace fs = std::filesystem;

// Of a git directory, what says how git behaves, and what is another directory's: not linked.
// HEAD may be no symbolic link to a file; refs and objects may be.
constexpr std::array<std::string_view, 7> left_out = {
    "config", "config.worktree", "hooks", "info", "HEAD", "commondir", "worktrees"};

RunReport run_git(const std::vector<std::string>& arguments, const fs::path& output,
                  std::vector<std::string> environment) {
  std::vector<std::string> argv = {"/bin/sh", "-c", R"(exec "$@" >"$0")", output.string(),
                                   tool_for("reading a repository", "git").string()};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  // No transport: git runs a program of the configuration for one.
  for (const char* variable : {"GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0",
                               "GIT_ALLOW_PROTOCOL=", "GIT_NO_LAZY_FETCH=1"})
    environment.emplace_back(variable);
  RunReport report = run_tool(std::move(argv), {.environment = std::move(environment)});
  if (report.ended_by == EndedBy::deadline) throw LabError("git took more than ten minutes");
  return report;
}

// Who the caller is to git, which looks up there whom it trusts: safe.directory.
std::vector<std::string> callers_configuration() {
  std::vector<std::string> environment;
  for (const char* name : {"HOME", "XDG_CONFIG_HOME", "SUDO_UID"})
    if (const char* value = std::getenv(name))
      environment.push_back(std::string(name) + "=" + value);
  return environment;
}

UsageError refused(const fs::path& folder, const std::string& option, const std::string& words) {
  const std::string name = option + " " + folder.string();
  if (words.find("dubious ownership") != words.npos)
    return UsageError(name +
                      ": git refuses a repository of another owner. If you trust it: git config "
                      "--global --add safe.directory " +
                      folder.string());
  return UsageError(name + ": there is no git repository");
}

}  // namespace

PlainGit::PlainGit(const fs::path& folder, const std::string& option, const fs::path& scratch)
    : scratch_(scratch) {
  const fs::path here = fs::absolute(folder), found = scratch_.path() / "output";
  // git's own search, which asks whose the repository is. `rev-parse` starts nothing, and the one
  // key that is asked by nearly every command is switched off.
  const auto ask = [&](std::vector<std::string> words) {
    std::vector<std::string> arguments = {"-c",        "core.fsmonitor=false",  "-C", here.string(),
                                          "rev-parse", "--path-format=absolute"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    const RunReport report = run_git(arguments, found, callers_configuration());
    if (!report.status.clean()) throw refused(here, option, report.standard_error.text);
    return lines_of(read_file(found));
  };
  const auto places =
      ask({"--git-dir", "--git-common-dir", "--show-object-format", "--is-inside-work-tree"});
  if (places.size() != 4)
    throw LabError("git rev-parse gives no sensible answer in " + here.string());
  if (places[3] == "true") work_tree_ = ask({"--show-toplevel"}).at(0);

  const fs::path git = scratch_.path() / "git";
  fs::create_directories(git / "info");
  link_data(places[0], places[1]);
  const bool sha1 = places[2] == "sha1";
  write_file_atomically(git / "config",
                        "[core]\nrepositoryformatversion = " + std::string(sha1 ? "0" : "1") +
                            "\nbare = " + (work_tree_.empty() ? "true" : "false") +
                            "\nquotePath = false\n" +
                            (sha1 ? "" : "[extensions]\nobjectFormat = " + places[2] + "\n"));
  const RunReport partial = run_git({"config", "--no-includes", "--file", places[1] + "/config",
                                     "--get", "extensions.partialClone"},
                                    found, {});
  if (partial.status.clean())
    throw UsageError(option + " " + here.string() +
                     ": the clone is partial, so files are missing (git fetch --refetch "
                     "--no-filter, and git config --unset extensions.partialClone)");
}

void PlainGit::link_data(const fs::path& own, const fs::path& common) const {
  const fs::path git = scratch_.path() / "git";
  for (const auto& entry : fs::directory_iterator(common)) {
    const std::string name = entry.path().filename().string();
    const bool is_left_out = std::find(left_out.begin(), left_out.end(), name) != left_out.end() ||
                             !(entry.is_directory() || entry.is_regular_file());
    if (!is_left_out && (own == common || name != "index"))
      fs::create_symlink(entry.path(), git / name);
  }
  // A work tree that was added has a HEAD and an index of its own.
  if (own != common && fs::exists(own / "index")) fs::create_symlink(own / "index", git / "index");
  write_file_atomically(git / "HEAD", read_file(own / "HEAD"));
  if (fs::exists(common / "info" / "exclude"))
    fs::create_symlink(common / "info" / "exclude", git / "info" / "exclude");
}

bool PlainGit::is_shallow() const { return fs::exists(scratch_.path() / "git" / "shallow"); }

std::optional<std::string> PlainGit::output(const std::vector<std::string>& arguments) const {
  const fs::path output = scratch_.path() / "output";
  std::vector<std::string> environment = {"GIT_DIR=" + (scratch_.path() / "git").string(),
                                          "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null",
                                          "GIT_ATTR_NOSYSTEM=1"};
  if (!work_tree_.empty()) environment.push_back("GIT_WORK_TREE=" + work_tree_.string());
  const RunReport report = run_git(arguments, output, environment);
  if (!report.status.clean()) return std::nullopt;
  return read_file(output);
}

}  // namespace forklab
