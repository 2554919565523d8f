#include <memory>

#include "app/command.hpp"
#include "base/error.hpp"
#include "base/temporary_folder.hpp"
#include "bisect/checkout.hpp"
#include "bisect/history.hpp"

namespace forklab {
namespace {

namespace fs = std::filesystem;

struct TreeOptions {
  std::string what;
  std::string repository = ".";
  std::string unread;
  std::string output;
  std::string base;
};

void require_empty(const fs::path& folder, const std::string& option) {
  if (fs::exists(folder) && !(fs::is_directory(folder) && fs::is_empty(folder)))
    throw UsageError(option + " " + folder.string() + ": is there already, and must be empty");
}

void require_cpython(const TreeOptions& options) {
  const fs::path folder = options.output;
  if (fs::is_regular_file(fs::symlink_status(folder / "Include" / "patchlevel.h"))) return;
  fs::remove_all(folder);
  throw UsageError(options.what + " is no CPython tree: it has no Include/patchlevel.h");
}

// The trees that are asked for. The repository is looked for once, and not where none is needed.
class Trees {
 public:
  explicit Trees(const TreeOptions& options)
      : options_(options), scratch_(fs::temp_directory_path()) {
    if (!options.unread.empty()) unread_ = unread_places(options.unread);
  }

  void make() {
    require_empty(options_.output, "-o");
    if (!options_.base.empty()) require_empty(options_.base, "--base-output");
    const bool is_folder = fs::is_directory(options_.what);
    if (is_folder)
      copy();
    else
      export_revision(options_.what, options_.output);
    require_cpython(options_);
    if (options_.base.empty() || (is_folder && !git_)) return;
    export_revision(is_folder ? "HEAD" : options_.what + "^", options_.base);
  }

 private:
  void copy() {
    repository_ = options_.what;
    if (is_work_tree(repository_)) find_repository("tree");
    copy_checkout(repository_, options_.output, unread_, git_.get());
  }

  void export_revision(const std::string& revision, const fs::path& into) {
    try {
      if (!git_) find_repository("--repo");
      const Repository history(repository_, scratch_.path(), git_);
      history.export_tree(history.resolve(revision, "revision"), into, unread_);
    } catch (const UsageError& error) {
      throw UsageError(revision + " is neither a folder nor a revision: " + error.what());
    }
  }

  void find_repository(const std::string& option) {
    git_ = std::make_shared<const PlainGit>(repository_, option, scratch_.path());
  }

  const TreeOptions& options_;
  const TemporaryFolder scratch_;
  fs::path repository_ = options_.repository;
  std::vector<std::string> unread_;
  std::shared_ptr<const PlainGit> git_;
};

}  // namespace

void add_tree(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "tree", "copy what a build of a CPython checkout or revision reads (used by ./lab try)");
  const auto options = std::make_shared<TreeOptions>();
  command->add_option("TREE", options->what, "a folder as it lies on disk, or a revision")
      ->required();
  command->add_option("--repo", options->repository, "the repository of the revision")
      ->type_name("DIR");
  command->add_option("--unread", options->unread, "list of files and folders that no build reads")
      ->envname("FORKLAB_UNREAD")
      ->type_name("FILE");
  command->add_option("-o,--output", options->output, "the folder to make")
      ->type_name("DIR")
      ->required();
  command
      ->add_option("--base-output", options->base,
                   "also make this folder, of the checkout's HEAD or the revision's parent; not "
                   "of a folder without git")
      ->type_name("DIR");
  command->callback([options, &exit_code] {
    Trees(*options).make();
    exit_code = exit_ok;
  });
}

}  // namespace forklab
