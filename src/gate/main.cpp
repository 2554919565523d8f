// Fails unless every cell is as known: judges records, or runs the cells of a suite. With --rules
// it fails unless every rule that speaks of a record decides one.
#include <gtest/gtest.h>

#include <iostream>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/log.hpp"
#include "gate/gate.hpp"
#include "matrix/builds.hpp"
#include "matrix/matrix_folder.hpp"
#include "run/plan.hpp"
#include "verdict/expectations.hpp"

namespace {

using namespace forklab;

constexpr const char* usage =
    "usage: forklab-gate [--strict] MATRIX OBSERVATIONS... [--gtest_...]\n"
    "       forklab-gate [--strict] MATRIX --run SUITE --builds FILE [--gtest_...]\n"
    "       forklab-gate --rules MATRIX OBSERVATIONS... [--gtest_...]";

struct Arguments {
  bool strict = false;
  bool rules = false;
  std::string matrix, suite, builds;
  std::vector<std::string> records;
};

Arguments parse(int argc, char** argv) {
  Arguments arguments;
  const auto value_of = [&](int& i) -> std::string {
    if (i + 1 == argc) throw UsageError(std::string(argv[i]) + " needs a value\n" + usage);
    return argv[++i];
  };
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--strict")
      arguments.strict = true;
    else if (argument == "--rules")
      arguments.rules = true;
    else if (argument == "--run")
      arguments.suite = value_of(i);
    else if (argument == "--builds")
      arguments.builds = value_of(i);
    else if (argument.starts_with('-'))
      throw UsageError("unknown option " + argument + "\n" + usage);
    else if (arguments.matrix.empty())
      arguments.matrix = argument;
    else
      arguments.records.push_back(argument);
  }
  if (arguments.matrix.empty() || arguments.suite.empty() != arguments.builds.empty() ||
      arguments.suite.empty() == arguments.records.empty() ||
      (arguments.rules && (arguments.strict || arguments.records.empty())))
    throw UsageError(usage);
  return arguments;
}

void register_records(const Arguments& arguments, const Expectations& expectations) {
  std::vector<Observation> observations;
  for (const std::string& file : arguments.records)
    for (Observation& observation : load_observations(file))
      observations.push_back(std::move(observation));
  observations = merged(std::move(observations));
  if (observations.empty()) throw LabError("no cell was run, so none passed");
  if (arguments.rules)
    register_rules(use_of_rules(observations, expectations));
  else
    register_cells(judge(observations, expectations).verdicts, arguments.strict);
}

void register_suite(const Arguments& arguments, const Scenarios& scenarios,
                    const Expectations& expectations) {
  PlanOptions options;
  options.deadline = milliseconds(scenarios.deadline_seconds(arguments.suite));
  const auto builds = builds_from_json(read_file(arguments.builds), arguments.builds);
  register_cells_to_run(plan_cells(builds, scenarios.suite(arguments.suite), options), expectations,
                        arguments.strict);
}

int gate(int argc, char** argv) {
  const Arguments arguments = parse(argc, argv);
  const Scenarios scenarios = load_scenarios(arguments.matrix);
  const Expectations expectations = load_expectations(arguments.matrix, scenarios);
  if (arguments.suite.empty())
    register_records(arguments, expectations);
  else
    register_suite(arguments, scenarios, expectations);
  const int failed = RUN_ALL_TESTS();
  std::cout << tally() << "\n";
  return failed;
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  try {
    return gate(argc, argv);
  } catch (const forklab::UsageError& error) {
    forklab::log_error(error.what());
    return 2;
  } catch (const std::exception& error) {
    forklab::log_error(error.what());
    return 1;
  }
}
