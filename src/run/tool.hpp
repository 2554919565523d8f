// Programs of the machine that the lab calls: git, tar, cmake.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace forklab {

// The folders of PATH.
std::vector<std::filesystem::path> search_path();

// Nothing when PATH has no such program.
std::optional<std::filesystem::path> found_on_path(const std::string& name);

// Throws LabError "PURPOSE needs NAME, and there is none on PATH".
std::filesystem::path tool_for(const std::string& purpose, const std::string& name);

// cell_environment() with the caller's PATH.
std::vector<std::string> tool_environment();

}  // namespace forklab
