#include "report/diff.hpp"

#include <iostream>
#include <memory>

#include "app/command.hpp"
#include "app/records.hpp"
#include "base/error.hpp"
#include "base/glob.hpp"
#include "base/suggest.hpp"

namespace forklab {
namespace {

struct DiffOptions {
  std::string before, after;
  std::string records;
  std::string format = "text";
};

std::vector<Observation> of_build(const std::vector<Observation>& all, const std::string& glob) {
  std::vector<Observation> chosen;
  std::vector<std::string> ids;
  for (const Observation& observation : all) {
    if (std::find(ids.begin(), ids.end(), observation.build) == ids.end())
      ids.push_back(observation.build);
    if (matches_glob(glob, observation.build)) chosen.push_back(observation);
  }
  if (chosen.empty())
    throw UsageError("there is no build \"" + glob + "\" in these records" +
                     did_you_mean(glob, ids));
  return chosen;
}

int diff(const DiffOptions& options) {
  std::vector<Change> changes;
  if (options.records.empty()) {
    changes = diff_of(load_all({options.before}, BadLines::are_errors),
                      load_all({options.after}, BadLines::are_errors));
  } else {
    const auto all = load_all({options.records}, BadLines::are_errors);
    changes = diff_of(of_build(all, options.before), of_build(all, options.after));
  }
  std::cout << (options.format == "json"       ? diff_json(changes)
                : options.format == "markdown" ? diff_markdown(changes)
                                               : diff_text(changes));
  return changes.empty() ? 0 : 1;
}

}  // namespace

void add_diff(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "diff", "what changed between two results, or two builds of one (exit: 0 same, 1 different)");
  const auto options = std::make_shared<DiffOptions>();
  command->add_option("A", options->before, "record file, result folder, or with --in a build id")
      ->required();
  command->add_option("B", options->after, "the same")->required();
  command->add_option("--in", options->records, "compare two builds of these records")
      ->type_name("RESULT");
  command->add_option("--format", options->format, "text, markdown or json")
      ->check(CLI::IsMember({"text", "markdown", "json"}));
  command->callback(
      [options, &exit_code] { exit_code = with_trouble_as_usage([&] { return diff(*options); }); });
}

}  // namespace forklab
