// The CPython builds a lab run uses.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace forklab {

// One installed CPython. Written as JSON by whoever made the builds ready (nix/), read by `run`.
struct Build {
  std::string id;  // "3.14.8-debug-debian"
  std::string version;
  std::string variant;
  std::string origin;
  std::string package;                         // what the distribution calls it, may be empty
  std::filesystem::path python;                // the executable
  std::optional<std::filesystem::path> probe;  // the folder that holds forklab*.so
  std::vector<std::filesystem::path> trio;     // sys.path entries that make trio importable
  std::vector<std::string> environment;        // "NAME=value": what its variant's runs need
  std::optional<std::string> unavailable;      // why there is no such build on this machine
};

// {"schema":1,"builds":[{...}]}; docs/matrix.md has the members. `name` is shown in errors.
// Throws LabError: not JSON, missing member, duplicate id.
std::vector<Build> builds_from_json(std::string_view text, std::string_view name);

}  // namespace forklab
