// A CPython tree as it lies on disk.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace forklab {

// Copies what a build of the tree in `folder` may read into the empty folder `into`: of the root of
// a git work tree, the files that git has or would take; of another folder all but compiled files.
// Nothing of `unread`, and nothing but files and symbolic links, which stay what they are: a file
// behind one is no file of the tree. `scratch`: an existing folder. True for a git work tree.
// Throws UsageError where git refuses the repository, LabError where a file cannot be copied.
bool copy_checkout(const std::filesystem::path& folder, const std::filesystem::path& into,
                   const std::vector<std::string>& unread, const std::filesystem::path& scratch);

// Whether `file` is `place` or below it; both relative to a tree's root.
bool is_below(std::string_view file, std::string_view place);

}  // namespace forklab
