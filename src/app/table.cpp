#include <memory>

#include "app/command.hpp"
#include "app/records.hpp"
#include "app/table_format.hpp"

namespace forklab {
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
    const auto verdicts = verdicts_beside(*folder);
    print_table(observations, verdicts, *format);
    exit_code = exit_ok;
  });
}

}  // namespace forklab
