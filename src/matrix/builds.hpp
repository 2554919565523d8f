// The CPython builds a lab run uses, and matrix/builds.toml, where they come from.
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
  std::optional<std::string> unavailable;      // why there is no such build on this machine
};

// {"schema":1,"builds":[{...}]}; docs/matrix.md has the members. `name` is shown in errors.
// Throws LabError: not JSON, missing member, duplicate id.
std::vector<Build> builds_from_json(std::string_view text, std::string_view name);

// Rows of matrix/builds.toml. nix/ reads the same file; here it is checked.
struct PinnedBuild {
  std::string id;
  std::string origin;
  std::string attribute;  // of the package set
  std::string variant;
};
struct BuildFamily {
  std::string origin;
  std::string package;
  std::vector<std::string> suites;  // of the distribution, in which it is looked for
  std::vector<std::string> variants;
  bool required = true;
};
struct BuildPins {
  std::vector<PinnedBuild> builds;
  std::vector<BuildFamily> families;
};

// Throws LabError naming file and line: syntax, unknown or missing key, duplicate id, a sha256 that
// is none.
BuildPins build_pins_from_toml(std::string_view text, std::string name);

}  // namespace forklab
