#include "app/records.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/log.hpp"

namespace forklab {
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

std::string json_lines(const std::vector<Verdict>& verdicts) {
  std::string text;
  for (const Verdict& verdict : verdicts) text += to_json_line(verdict) + "\n";
  return text;
}

}  // namespace forklab
