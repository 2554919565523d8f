// The commits between two revisions of a git repository. Reads the repository only: no work tree,
// index, ref or configuration of it is touched, and its configuration is not believed.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "bisect/plain_git.hpp"

namespace forklab {

struct Commit {
  std::string id;                    // 40 hexadecimal digits
  std::vector<std::size_t> parents;  // indices of earlier commits of the range
  std::string date;                  // of the author, ISO 8601
  std::string subject;
  double weight = 1;  // how likely it is the change before anything is known, any scale
  // The first commit with the same interpreter: itself, unless it touches only what no build reads.
  std::size_t same_as = 0;

  [[nodiscard]] std::string short_id() const { return id.substr(0, 12); }
};

struct RangeOptions {
  bool first_parent = false;
  std::vector<std::string> unread;  // files and folders that no build reads
  std::string mentioned;            // a script: commits that touch a module it imports weigh more
};

class Repository {
 public:
  // `scratch`: an existing folder for output of git. Throws UsageError: no repository, one that git
  // refuses, a shallow or a partial one.
  Repository(const std::filesystem::path& folder, const std::filesystem::path& scratch);
  // `git`: that of `folder`, found before.
  Repository(const std::filesystem::path& folder, std::filesystem::path scratch,
             std::shared_ptr<const PlainGit> git);

  // The commit's id. Throws UsageError naming `option` when there is none.
  [[nodiscard]] std::string resolve(const std::string& revision, const std::string& option) const;
  [[nodiscard]] bool is_ancestor(const std::string& older, const std::string& newer) const;
  // Empty when the two have nothing in common.
  [[nodiscard]] std::string merge_base(const std::string& one, const std::string& other) const;
  // Whether the two differ below these folders, as pathspecs of git.
  [[nodiscard]] bool differ_in(const std::vector<std::string>& folders, const std::string& one,
                               const std::string& other) const;
  // Files that differ from the commit that is checked out.
  [[nodiscard]] bool is_dirty() const;
  // `good` first, then what `bad` has and `good` has not, parents before children; `bad` is last.
  [[nodiscard]] std::vector<Commit> range(const std::string& good, const std::string& bad,
                                          const RangeOptions& options) const;
  // Subject and body.
  [[nodiscard]] std::string message(const std::string& commit) const;
  // The commit's files, without those that no build reads, into an empty folder.
  void export_tree(const std::string& commit, const std::filesystem::path& folder,
                   const std::vector<std::string>& unread) const;

 private:
  [[nodiscard]] std::string must(const std::vector<std::string>& arguments) const;

  std::filesystem::path folder_;
  std::filesystem::path scratch_;
  std::shared_ptr<const PlainGit> git_;
};

}  // namespace forklab
