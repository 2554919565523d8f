// Record files as commands take them and leave them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "outcome/observation.hpp"
#include "verdict/verdict.hpp"

namespace forklab {

enum class BadLines { are_errors, are_skipped_with_a_warning };

// The cells of all files and result folders, in order, records of one cell made one. Throws
// LabError naming file and line.
std::vector<Observation> load_all(const std::vector<std::string>& paths, BadLines bad_lines);

// The verdicts in a result folder, where there are any.
std::vector<Verdict> verdicts_beside(const std::filesystem::path& folder);

// One JSON object a line.
std::string json_lines(const std::vector<Verdict>& verdicts);

}  // namespace forklab
