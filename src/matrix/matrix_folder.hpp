// A folder of matrix files, as `--matrix` names it.
#pragma once

#include <filesystem>

#include "matrix/pins.hpp"
#include "matrix/scenarios.hpp"
#include "matrix/variants.hpp"

namespace forklab {

// FOLDER/variants.toml. Throws LabError naming file and line.
Variants load_variants(const std::filesystem::path& folder);

// FOLDER/builds.toml and FOLDER/sources.toml. Throw LabError naming file and line.
BuildPins load_build_pins(const std::filesystem::path& folder, const Variants& variants);
SourcePins load_source_pins(const std::filesystem::path& folder, const Variants& variants);

// FOLDER/scenarios.toml. Throws LabError naming file and line.
Scenarios load_scenarios(const std::filesystem::path& folder);

}  // namespace forklab
