// A folder that a run writes its records into.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "outcome/observation.hpp"

namespace forklab {

// What commands write into a result folder: the records, and what report/formats.hpp makes of them.
inline constexpr std::array<std::string_view, 9> result_files = {
    observations_file, partial_observations_file,
    "verdicts.jsonl",  "report.md",
    "junit.xml",       "index.html",
    "table.txt",       "log.jsonl",
    "lock.json"};

// Makes the folder unless it is there, and proves that a file can be written in it: a run of an
// hour must not end with "permission denied". Throws LabError naming the folder.
void prepare_output_folder(const std::filesystem::path& folder);

// Moves the whole result of an earlier command into the folder's sub-folder `previous`, in place of
// what is there, and removes what an interrupted one has left: nothing of it can be taken for what
// comes now. Throws LabError naming what cannot be moved.
void set_aside_results(const std::filesystem::path& folder);

// Writes what is known: `observations.jsonl`, or `observations.partial.jsonl` of an interrupted
// run. Throws LabError naming the file that cannot be written.
void write_observations(const std::filesystem::path& folder,
                        const std::vector<Observation>& observations, bool is_whole);

// One JSON object a line.
std::string json_lines(const std::vector<Observation>& observations);

}  // namespace forklab
