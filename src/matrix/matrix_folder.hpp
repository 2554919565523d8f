// A folder of matrix files, as `--matrix` names it.
#pragma once

#include <filesystem>

#include "matrix/expectations.hpp"
#include "matrix/scenarios.hpp"

namespace forklab {

// FOLDER/scenarios.toml. Throws LabError naming file and line.
Scenarios load_scenarios(const std::filesystem::path& folder);

// FOLDER/expectations.toml. Throws LabError naming file and line.
Expectations load_expectations(const std::filesystem::path& folder, const Scenarios& scenarios);

}  // namespace forklab
