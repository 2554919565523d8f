// forklab-gate [--strict] MATRIX OBSERVATIONS... [--gtest_...]: fails unless every cell is as
// known.
#include <gtest/gtest.h>

#include <iostream>

#include "base/error.hpp"
#include "base/log.hpp"
#include "gate/gate.hpp"
#include "matrix/matrix_folder.hpp"

namespace {

int gate(int argc, char** argv) {
  using namespace forklab;
  const bool strict = argc > 1 && std::string_view(argv[1]) == "--strict";
  if (strict) ++argv, --argc;
  if (argc < 3 || argv[1][0] == '-')
    throw UsageError("usage: forklab-gate [--strict] MATRIX OBSERVATIONS... [--gtest_...]");
  const Expectations expectations = load_expectations(argv[1], load_scenarios(argv[1]));
  std::vector<Observation> observations;
  for (int i = 2; i < argc; ++i)
    for (Observation& observation : load_observations(argv[i]))
      observations.push_back(std::move(observation));
  if (observations.empty()) throw LabError("no cell was run, so none passed");
  const Judgement judgement = judge(observations, expectations);
  for (const std::string& rule : judgement.shadowed) log_warning(rule);
  register_cells(judgement.verdicts, strict);
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
