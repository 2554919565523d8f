#include "repro/bundle.hpp"

#include <iostream>
#include <memory>

#include "app/command.hpp"
#include "app/matrix_option.hpp"
#include "app/records.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "base/glob.hpp"
#include "base/suggest.hpp"
#include "run/cell_process.hpp"
#include "run/record_folder.hpp"

namespace forklab {
namespace {

struct ReproOptions {
  MatrixOption matrix;
  std::string cell;
  std::string records = "result";
  std::string build;
  std::string output;
  double timeout_seconds = 5;
};

// "SCENARIO on BUILD", as failures are told, and --build say the same.
std::pair<std::string, std::string> scenario_and_build(const ReproOptions& options) {
  const std::size_t on = options.cell.find(" on ");
  if (on == std::string::npos) return {options.cell, options.build};
  if (!options.build.empty()) throw UsageError("--build, and a CELL that names its build");
  return {options.cell.substr(0, on), options.cell.substr(on + 4)};
}

const Observation& chosen_cell(const std::vector<Observation>& all, const ReproOptions& options) {
  const auto [scenario, build] = scenario_and_build(options);
  std::vector<const Observation*> found;
  std::vector<std::string> names;
  for (const Observation& observation : all) {
    names.push_back(observation.scenario);
    if (observation.scenario != scenario && observation.id != scenario) continue;
    if (build.empty() || matches_glob(build, observation.build)) found.push_back(&observation);
  }
  if (found.size() == 1) return *found.front();
  if (found.empty())
    throw UsageError("there is no cell \"" + scenario + (build.empty() ? "" : " on " + build) +
                     "\" in " + options.records + did_you_mean(scenario, names));
  std::string which;
  for (const Observation* observation : found)
    which += "\n  " + observation->build + ": " + observation->signature();
  throw UsageError("which build? Give --build:" + which);
}

int repro(const ReproOptions& options) {
  const auto observations = load_all({options.records}, BadLines::are_skipped_with_a_warning);
  const Observation& cell = chosen_cell(observations, options);
  const Variants variants = options.matrix.variants();
  const Variant* variant = variants.find(cell.variant);
  const auto environment =
      cell_environment(variant != nullptr ? variant->environment : std::vector<std::string>());
  const auto files = bundle_of(cell, observations, verdicts_beside(options.records),
                               {options.timeout_seconds, environment});
  const std::filesystem::path folder = options.output;
  prepare_output_folder(folder);
  for (const BundleFile& file : files) {
    write_file_atomically(folder / file.name, file.bytes);
    std::cout << (folder / file.name).string() << "\n";
  }
  return exit_ok;
}

}  // namespace

void add_repro(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "repro", "write a script that shows one cell without forklab, and an issue text");
  const auto options = std::make_shared<ReproOptions>();
  options->matrix.add_to(*command);
  command
      ->add_option("CELL", options->cell,
                   "an alias or id of a scenario in the records; may end in \" on BUILD\"")
      ->required();
  command->add_option("-o,--output", options->output, "folder to write it into")
      ->required()
      ->type_name("DIR");
  command->add_option("--in", options->records, "record file or result folder (default: result)")
      ->type_name("RESULT");
  command->add_option("--build", options->build, "on which build; may be a glob for one")
      ->type_name("ID");
  command
      ->add_option("--timeout", options->timeout_seconds,
                   "seconds after which the script calls a run hung (default: 5)")
      ->check(CLI::Range(0.1, 3600.0));
  command->callback([options, &exit_code] { exit_code = repro(*options); });
}

}  // namespace forklab
