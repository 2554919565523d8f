// forklab-cells: runs cells and records what happens, nothing else. It knows no expectation and
// makes no verdict, so that what is judged, and how, can change without running a cell again.
//
// Exit status: 0 the records are written; 1 the lab could not go on; 2 bad usage; 3 the records are
// written, but some cells are lab errors or none could be run. Interrupted: dies of the signal.
#include <charconv>
#include <iostream>
#include <thread>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/log.hpp"
#include "matrix/builds.hpp"
#include "matrix/matrix_folder.hpp"
#include "run/completeness.hpp"
#include "run/plan.hpp"
#include "run/recorded_run.hpp"

namespace {

using namespace forklab;

constexpr const char* usage =
    "usage: forklab-cells MATRIX --suite SUITE --builds FILE -o DIR [--repeat N] [--jobs N] [--log "
    "FILE|-]\n"
    "       forklab-cells --script FILE|DIR --builds FILE -o DIR [--repeat N] [--jobs N] [--log "
    "FILE|-]";

struct Arguments {
  std::string matrix, suite, script, builds, output, log;
  unsigned repeat = 1, jobs = std::max(1U, std::thread::hardware_concurrency());
};

unsigned number(const std::string& option, const std::string& text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value == 0)
    throw UsageError(option + " " + text + ": must be a number of at least 1\n" + usage);
  return value;
}

Arguments parse(int argc, char** argv) {
  Arguments arguments;
  const auto take = [&](const std::string& option, const std::string& value) {
    if (option == "--suite")
      arguments.suite = value;
    else if (option == "--script")
      arguments.script = value;
    else if (option == "--builds")
      arguments.builds = value;
    else if (option == "-o")
      arguments.output = value;
    else if (option == "--log")
      arguments.log = value;
    else if (option == "--repeat")
      arguments.repeat = number(option, value);
    else if (option == "--jobs")
      arguments.jobs = number(option, value);
    else
      throw UsageError("unknown option " + option + "\n" + usage);
  };
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word.starts_with('-')) {
      if (i + 1 == argc) throw UsageError(word + " needs a value\n" + usage);
      take(word, argv[++i]);
    } else if (arguments.matrix.empty()) {
      arguments.matrix = word;
    } else {
      throw UsageError("one matrix folder: " + arguments.matrix + " or " + word + "?\n" + usage);
    }
  }
  const bool is_whole = !arguments.builds.empty() && !arguments.output.empty() &&
                        arguments.suite.empty() != arguments.script.empty() &&
                        arguments.matrix.empty() == arguments.suite.empty();
  if (!is_whole) throw UsageError(usage);
  return arguments;
}

std::vector<PlannedCell> plan(const Arguments& arguments) {
  const auto builds = builds_from_json(read_file(arguments.builds), arguments.builds);
  PlanOptions options;
  if (!arguments.script.empty())
    return plan_scripts(builds, scripts_at(arguments.script, {}), options);
  const Scenarios scenarios = load_scenarios(arguments.matrix);
  options.deadline = milliseconds(scenarios.deadline_seconds(arguments.suite));
  return plan_cells(builds, scenarios.suite(arguments.suite), options);
}

int run(int argc, char** argv) {
  const Arguments arguments = parse(argc, argv);
  RecordedRun recorded(arguments.output, arguments.log);
  const std::vector<PlannedCell> cells = plan(arguments);
  const RunnerResult result = recorded.run(cells, {arguments.jobs, arguments.repeat});
  if (result.interrupted_by) end_interrupted(result, cells.size());
  std::cout << result.observations.size() << " cells are recorded\n";
  constexpr int incomplete = 3;
  return all_is_known(result.observations) ? 0 : incomplete;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const forklab::UsageError& error) {
    forklab::log_error(error.what());
    return 2;
  } catch (const std::exception& error) {
    forklab::log_error(error.what());
    return 1;
  }
}
