#include "app/records.hpp"

#include <array>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/log.hpp"

namespace forklab {
namespace {

template <class Record>
std::string lines_of(const std::vector<Record>& records) {
  std::string text;
  for (const Record& record : records) text += to_json_line(record) + "\n";
  return text;
}

}  // namespace

std::vector<Observation> load_all(const std::vector<std::string>& paths, BadLines bad_lines) {
  std::vector<Observation> all;
  std::vector<std::string> skipped;
  for (const std::string& path : paths)
    for (Observation& observation :
         load_observations(path, bad_lines == BadLines::are_errors ? nullptr : &skipped))
      all.push_back(std::move(observation));
  for (const std::string& line : skipped) log_warning(line + "; the line is left out");
  return merged(std::move(all));
}

std::vector<Verdict> verdicts_beside(const std::filesystem::path& folder) {
  std::vector<Verdict> verdicts;
  const std::string text = read_file_or_empty(folder / "verdicts.jsonl");
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    verdicts.push_back(verdict_from_json(std::string_view(text).substr(begin, end - begin)));
    begin = end + 1;
  }
  return verdicts;
}

std::string json_lines(const std::vector<Observation>& observations) {
  return lines_of(observations);
}

std::string json_lines(const std::vector<Verdict>& verdicts) { return lines_of(verdicts); }

namespace {

// What commands write into a result folder.
constexpr std::array<std::string_view, 9> result_files = {
    observations_file, partial_observations_file,
    "verdicts.jsonl",  "report.md",
    "junit.xml",       "index.html",
    "table.txt",       "log.jsonl",
    "lock.json"};

}  // namespace

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

}  // namespace forklab
