#include "verdict/verdict.hpp"

#include <iostream>
#include <memory>

#include "app/command.hpp"
#include "app/matrix_option.hpp"
#include "app/records.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "base/log.hpp"
#include "matrix/matrix_folder.hpp"
#include "report/table.hpp"
#include "verdict/expectations.hpp"

namespace forklab {
namespace {

struct VerdictOptions {
  MatrixOption matrix;
  std::vector<std::string> files;
  std::string output;
  bool gate = false;
  bool strict = false;
};

int verdict(const VerdictOptions& options) {
  const auto folder = options.matrix.folder();
  const Expectations expectations = load_expectations(folder, load_scenarios(folder));
  const auto observations = load_all(options.files, BadLines::are_errors);
  const Judgement judgement = judge(observations, expectations);
  for (const std::string& rule : judgement.shadowed) log_warning(rule);
  const std::string lines = json_lines(judgement.verdicts);
  if (options.output.empty())
    std::cout << lines << std::flush;
  else
    write_file_atomically(options.output, lines);
  log_info(summary_line(observations, judgement.verdicts));
  if (!options.gate) return exit_ok;
  if (observations.empty()) throw LabError("--gate: no cell was run, so none passed");
  return std::none_of(judgement.verdicts.begin(), judgement.verdicts.end(),
                      [&](const Verdict& one) { return one.fails_gate(options.strict); })
             ? exit_ok
             : exit_lab_problem;
}

}  // namespace

void add_verdict(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("verdict", "hold observations against what is known");
  const auto options = std::make_shared<VerdictOptions>();
  options->matrix.add_to(*command);
  command->add_option("OBSERVATIONS", options->files, "record files or result folders")->required();
  command->add_option("-o,--output", options->output, "write here instead of to stdout")
      ->type_name("FILE");
  command->add_flag("--gate", options->gate,
                    "exit 1 on a verdict but as expected, not applicable, unexplained");
  command->add_flag("--strict", options->strict, "the gate fails on unexplained, too")
      ->needs("--gate");
  command->callback([options, &exit_code] { exit_code = verdict(*options); });
}

}  // namespace forklab
