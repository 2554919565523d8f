#include <iostream>
#include <memory>

#include "app/command.hpp"
#include "app/matrix_option.hpp"
#include "app/records.hpp"
#include "base/file.hpp"
#include "base/log.hpp"
#include "matrix/matrix_folder.hpp"
#include "report/formats.hpp"
#include "report/table.hpp"
#include "run/record_folder.hpp"
#include "verdict/expectations.hpp"

namespace forklab {
namespace {

struct ReportOptions {
  MatrixOption matrix;
  std::vector<std::string> files;
  std::string output;
  std::string lock;
};

void report(const ReportOptions& options) {
  const auto folder = options.matrix.folder();
  const Expectations expectations = load_expectations(folder, load_scenarios(folder));
  const auto observations = load_all(options.files, BadLines::are_skipped_with_a_warning);
  const Judgement judgement = judge(observations, expectations);
  for (const std::string& rule : judgement.shadowed) log_warning(rule);
  const std::string lock = options.lock.empty() ? "" : read_file(options.lock);
  const std::filesystem::path output = options.output;
  prepare_output_folder(output);
  write_file_atomically(output / "observations.jsonl", json_lines(observations));
  write_file_atomically(output / "verdicts.jsonl", json_lines(judgement.verdicts));
  for (const Format& format : formats)
    if (!format.file.empty())
      write_file_atomically(output / format.file,
                            format.text({observations, judgement.verdicts, lock}));
  if (!options.lock.empty()) write_file_atomically(output / "lock.json", lock);
  std::cout << summary_line(observations, judgement.verdicts) << "\n";
}

}  // namespace

void add_report(CLI::App& app, int& exit_code) {
  std::string files = "observations.jsonl, verdicts.jsonl";
  for (const Format& format : formats)
    if (!format.file.empty()) files += ", " + std::string(format.file);
  auto* command = app.add_subcommand("report", "write a result folder: " + files);
  const auto options = std::make_shared<ReportOptions>();
  options->matrix.add_to(*command);
  command->add_option("OBSERVATIONS", options->files, "record files or result folders")->required();
  command->add_option("-o,--output", options->output, "the folder to write")
      ->type_name("DIR")
      ->required();
  command->add_option("--lock", options->lock, "also put this file there, as lock.json")
      ->type_name("FILE");
  command->callback([options, &exit_code] {
    report(*options);
    exit_code = exit_ok;
  });
}

}  // namespace forklab
