#include <memory>

#include "app/command.hpp"
#include "app/records.hpp"
#include "app/table_format.hpp"
#include "base/file.hpp"

namespace forklab {
namespace {

// The verdicts beside the observations, where there are any.
std::vector<Verdict> verdicts_of(const std::filesystem::path& folder) {
  std::vector<Verdict> verdicts;
  const std::string text = read_file_or_empty(folder / "verdicts.jsonl");
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    verdicts.push_back(verdict_from_json(std::string_view(text).substr(begin, end - begin)));
    begin = end + 1;
  }
  return verdicts;
}

}  // namespace

void add_table(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("table", "print a result folder: builds x scenarios");
  const auto folder = std::make_shared<std::string>();
  const auto format = std::make_shared<std::string>("text");
  command
      ->add_option("RESULT", *folder, "folder with observations.jsonl, as run and report write it")
      ->required();
  add_format(*command, *format);
  command->callback([folder, format, &exit_code] {
    const auto observations = load_all({*folder}, BadLines::are_skipped_with_a_warning);
    const auto verdicts = verdicts_of(*folder);
    print_table(observations, verdicts, *format);
    exit_code = exit_ok;
  });
}

}  // namespace forklab
