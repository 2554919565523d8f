// matrix/builds.toml and matrix/sources.toml: where builds come from. nix/ reads both by itself;
// here they are checked, since Nix takes a slip of the pen for a choice.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "matrix/variants.hpp"

namespace forklab {

struct BuildPins {
  std::vector<std::string> builds;    // ids of [[build]]
  std::vector<std::string> families;  // packages of [[family]]

  // Throws LabError naming file and line: syntax, unknown or missing key, wrong type, duplicate, a
  // variant that is none of `variants`, an origin that reads no such rows.
  static BuildPins from_toml(std::string_view text, std::string name, const Variants& variants);
};

struct SourcePins {
  std::vector<std::string> versions;  // of [[source]]
  std::size_t built = 0;              // that are builds of the matrix or of a check

  // As above; also a sha256 that is none.
  static SourcePins from_toml(std::string_view text, std::string name, const Variants& variants);
};

// Where a build can come from: those of the rows, from source, a user's own.
const std::vector<std::string>& known_origins();

}  // namespace forklab
