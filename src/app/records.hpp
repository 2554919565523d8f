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
std::string json_lines(const std::vector<Observation>& observations);
std::string json_lines(const std::vector<Verdict>& verdicts);

// Makes the folder unless it is there, and proves that a file can be written in it: a run of an
// hour must not end with "permission denied". Throws LabError naming the folder.
void prepare_output_folder(const std::filesystem::path& folder);

// Moves the whole result of an earlier command into the folder's sub-folder `previous`, in place of
// what is there, and removes what an interrupted one has left: nothing of it can be taken for what
// comes now. Throws LabError naming what cannot be moved.
void set_aside_results(const std::filesystem::path& folder);

}  // namespace forklab
