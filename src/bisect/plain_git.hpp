// git over a repository whose configuration nobody has looked at.
//
// A repository's configuration can name programs: core.fsmonitor, filter.*.smudge, gpg.program,
// hooks, remote helpers that fetch what is missing, and the same in each submodule. Forbidding them
// one by one forgets one. So git reads it only to find the repository (rev-parse) and to see
// whether it is a partial clone (config --file), which start nothing. All else is done in a git
// directory of our own, whose config is ours and whose objects, refs and index are the
// repository's.
//
// Promises, each with a test of that name in tests/integration/history_test.cpp:
//  - No key of the repository's configuration, or of its submodules', starts anything
//    (NoConfigurationStartsAnything).
//  - A repository that git refuses because of its owner is refused (AForeignOwnerIsSaid).
//  - Nothing in the repository is written (NothingIsWritten).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/temporary_folder.hpp"

namespace forklab {

class PlainGit {
 public:
  // `option`: what named the folder, for errors. `scratch`: where the git directory
  // and outputs go, in a folder that is gone with this object. Throws UsageError: no repository,
  // one that git refuses, a partial clone; LabError: there is no git.
  PlainGit(const std::filesystem::path& folder, const std::string& option,
           const std::filesystem::path& scratch);

  // Where the work tree begins; empty for a bare repository.
  [[nodiscard]] const std::filesystem::path& work_tree() const { return work_tree_; }
  [[nodiscard]] bool is_shallow() const;

  // What git prints; nullopt when it exits with another status than 0. Throws LabError when it
  // takes more than ten minutes.
  [[nodiscard]] std::optional<std::string> output(const std::vector<std::string>& arguments) const;

 private:
  void link_data(const std::filesystem::path& own, const std::filesystem::path& common) const;

  TemporaryFolder scratch_;
  std::filesystem::path work_tree_;
};

}  // namespace forklab
