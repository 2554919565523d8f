#include "run/tool.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "base/error.hpp"
#include "run/cell_process.hpp"

namespace forklab {

std::vector<std::filesystem::path> search_path() {
  std::vector<std::filesystem::path> folders;
  const char* value = std::getenv("PATH");
  std::string path = value == nullptr ? "/usr/bin:/bin" : value;
  while (!path.empty()) {
    const auto colon = std::min(path.find(':'), path.size());
    if (colon > 0) folders.emplace_back(path.substr(0, colon));
    path.erase(0, colon + 1);
  }
  return folders;
}

std::optional<std::filesystem::path> found_on_path(const std::string& name) {
  for (const std::filesystem::path& folder : search_path())
    if (::access((folder / name).c_str(), X_OK) == 0) return folder / name;
  return std::nullopt;
}

std::filesystem::path tool_for(const std::string& purpose, const std::string& name) {
  auto found = found_on_path(name);
  if (!found) throw LabError(purpose + " needs " + name + ", and there is none on PATH");
  return *std::move(found);
}

RunReport run_tool(std::vector<std::string> argv, const ToolOptions& options) {
  RunRequest request;
  request.argv = std::move(argv);
  request.environment = cell_environment();
  if (const char* path = std::getenv("PATH"); path != nullptr && *path != '\0')
    for (std::string& variable : request.environment)
      if (variable.starts_with("PATH=")) variable = std::string("PATH=") + path;
  request.environment.insert(request.environment.end(), options.environment.begin(),
                             options.environment.end());
  request.folder = options.folder;
  request.deadline = options.deadline;
  request.output_limit = 64U << 20U;
  request.events = false;
  return run_supervised(request);
}

}  // namespace forklab
