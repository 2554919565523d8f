#include <iostream>
#include <memory>

#include "app/command.hpp"
#include "app/matrix_option.hpp"
#include "matrix/matrix_folder.hpp"
#include "verdict/expectations.hpp"

namespace forklab {
namespace {

struct MatrixOptions {
  MatrixOption matrix;
  bool check = false;
};

std::string number_of(std::size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

// Each reader throws where its file is wrong: what is printed is what was read before.
void check(const std::filesystem::path& folder) {
  const auto print = [&](const char* file, const std::string& read) {
    std::cout << (folder / file).string() << ": " << read << std::endl;
  };
  const Variants variants = load_variants(folder);
  print("variants.toml", number_of(variants.rows().size(), "variant"));
  const BuildPins builds = load_build_pins(folder, variants);
  print("builds.toml", number_of(builds.builds.size(), "build") + ", " +
                           std::to_string(builds.families.size()) +
                           (builds.families.size() == 1 ? " family" : " families"));
  const SourcePins sources = load_source_pins(folder, variants);
  print("sources.toml", number_of(sources.versions.size(), "release") + ", " +
                            std::to_string(sources.built) + " of them built without being asked");
  const Scenarios scenarios = load_scenarios(folder);
  print("scenarios.toml", number_of(scenarios.suite_names().size(), "suite") + ", " +
                              number_of(scenarios.all().size(), "scenario"));
  const Expectations expectations = load_expectations(folder, scenarios);
  expectations.require_known(variants.names(), known_origins());
  print("expectations.toml", number_of(expectations.rules().size(), "rule"));
}

}  // namespace

void add_matrix(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("matrix", "read all files of the matrix folder");
  const auto options = std::make_shared<MatrixOptions>();
  options->matrix.add_to(*command);
  command
      ->add_flag("--check", options->check,
                 "say what is in each file; exit 1 on the first mistake, with file and line")
      ->required();
  command->callback([options, &exit_code] {
    check(options->matrix.folder());
    exit_code = exit_ok;
  });
}

}  // namespace forklab
