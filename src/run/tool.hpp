// Programs of the machine that the lab calls: git, tar, cmake.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "outcome/run_report.hpp"

namespace forklab {

// The folders of PATH.
std::vector<std::filesystem::path> search_path();

// Nothing when PATH has no such program.
std::optional<std::filesystem::path> found_on_path(const std::string& name);

// Throws LabError "PURPOSE needs NAME, and there is none on PATH".
std::filesystem::path tool_for(const std::string& purpose, const std::string& name);

struct ToolOptions {
  std::filesystem::path folder = "/";  // where it runs
  std::chrono::minutes deadline{10};
  std::vector<std::string> environment{};  // "NAME=value", besides a cell's with the caller's PATH
};

// Runs a tool to its end, supervised as a cell is: it leaves no process behind. argv[0] is its
// path.
RunReport run_tool(std::vector<std::string> argv, const ToolOptions& options = {});

}  // namespace forklab
