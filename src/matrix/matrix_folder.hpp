// A folder of matrix files, as `--matrix` names it.
#pragma once

#include <filesystem>

#include "matrix/scenarios.hpp"

namespace forklab {

// FOLDER/scenarios.toml. Throws LabError naming file and line.
Scenarios load_scenarios(const std::filesystem::path& folder);

}  // namespace forklab
