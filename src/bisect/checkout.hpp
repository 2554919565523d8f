// A CPython tree as it lies on disk.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bisect/plain_git.hpp"

namespace forklab {

// The files and folders that no build reads, of a list with one a line, as
// nix/cpython/never-built-from.txt is. Throws LabError when it cannot be read.
std::vector<std::string> unread_places(const std::filesystem::path& list);

// Whether `folder` is the root of a git work tree.
bool is_work_tree(const std::filesystem::path& folder);

// Copies what a build of the tree in `folder` may read into the empty folder `into`: with `git`,
// that of the folder, the files that git has or would take; else all but compiled files. Nothing of
// `unread`, and nothing but files and symbolic links, which stay what they are: a file behind one
// is no file of the tree. Throws LabError where a file cannot be copied.
void copy_checkout(const std::filesystem::path& folder, const std::filesystem::path& into,
                   const std::vector<std::string>& unread, const PlainGit* git);

// Whether `file` is `place` or below it; both relative to a tree's root.
bool is_below(std::string_view file, std::string_view place);

}  // namespace forklab
