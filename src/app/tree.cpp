#include <memory>

#include "app/command.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "base/temporary_folder.hpp"
#include "base/text.hpp"
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

void export_revision(const std::string& revision, const fs::path& repository, const fs::path& into,
                     const std::vector<std::string>& unread, const fs::path& scratch) {
  try {
    const Repository history(repository, scratch);
    history.export_tree(history.resolve(revision, "revision"), into, unread);
  } catch (const UsageError& error) {
    throw UsageError(revision + " is neither a folder nor a revision: " + error.what());
  }
}

void tree(const TreeOptions& options) {
  const std::vector<std::string> unread =
      options.unread.empty() ? std::vector<std::string>() : lines_of(read_file(options.unread));
  require_empty(options.output, "-o");
  if (!options.base.empty()) require_empty(options.base, "--base-output");
  const TemporaryFolder scratch(fs::temp_directory_path());
  std::string repository = options.repository, base = "HEAD";
  if (fs::is_directory(options.what)) {
    repository = options.what;
    if (!copy_checkout(options.what, options.output, unread, scratch.path())) base.clear();
  } else {
    export_revision(options.what, repository, options.output, unread, scratch.path());
    base = options.what + "^";
  }
  require_cpython(options);
  if (options.base.empty() || base.empty()) return;
  export_revision(base, repository, options.base, unread, scratch.path());
}

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
    tree(*options);
    exit_code = exit_ok;
  });
}

}  // namespace forklab
