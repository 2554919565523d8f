// Whole files, read and written so that a reader never sees half of one.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace forklab {

// The file's bytes. Throws LabError naming the path.
std::string read_file(const std::filesystem::path& path);

// Like read_file, but an absent or unreadable file (usual below /proc) is an empty string.
std::string read_file_or_empty(const std::filesystem::path& path) noexcept;

// Writes to a temporary name beside `path`, syncs it and renames it over `path`.
// On any failure the old file is untouched, the temporary one is gone, and LabError names the path.
// What is there and no plain file (/dev/null, a pipe, a symbolic link) is written into as it is.
void write_file_atomically(const std::filesystem::path& path, std::string_view bytes);

}  // namespace forklab
