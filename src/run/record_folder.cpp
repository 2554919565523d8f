#include "run/record_folder.hpp"

#include "base/error.hpp"
#include "base/file.hpp"

namespace forklab {
void set_aside_results(const std::filesystem::path& folder) {
  const auto previous = folder / "previous";
  const bool is_whole = std::filesystem::exists(folder / observations_file);
  try {
    if (is_whole) {
      std::filesystem::remove_all(previous);
      std::filesystem::create_directory(previous);
    }
    for (const std::string_view name : result_files) {
      if (!std::filesystem::exists(folder / name)) continue;
      if (is_whole)
        std::filesystem::rename(folder / name, previous / name);
      else
        std::filesystem::remove(folder / name);
    }
  } catch (const std::filesystem::filesystem_error& error) {
    throw LabError(std::string("cannot put an earlier result aside: ") + error.what());
  }
}

void prepare_output_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!std::filesystem::is_directory(folder))
    throw LabError("-o " + folder.string() + ": cannot make this folder: " +
                   (error ? error.message() : "a file is in the way"));
  const auto trial = folder / ".forklab-can-write";
  write_file_atomically(trial, "x");
  std::filesystem::remove(trial, error);
}

void write_observations(const std::filesystem::path& folder,
                        const std::vector<Observation>& observations, bool is_whole) {
  write_file_atomically(folder / (is_whole ? observations_file : partial_observations_file),
                        json_lines(observations));
}

std::string json_lines(const std::vector<Observation>& observations) {
  std::string text;
  for (const Observation& observation : observations) text += to_json_line(observation) + "\n";
  return text;
}

}  // namespace forklab
