#include "run/plan.hpp"

#include <algorithm>

#include "axes/axes.hpp"
#include "axes/words.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "base/log.hpp"
#include "run/cell_process.hpp"
#include "run/conditions.hpp"
#include "run/interpreter.hpp"
#include "run/probe_build.hpp"
#include "run/words.hpp"

namespace forklab {
namespace {

constexpr const char* run_probe =
    "import sys; sys.path.append(sys.argv[1]); import forklab; "
    "sys.exit(forklab._run(*map(int, sys.argv[2:5]), sys.argv[5:]))";

// A build and what asking it has shown.
struct ReadyBuild {
  const Build& build;
  Interpreter interpreter{};
  std::filesystem::path probe{};
  std::optional<std::string> not_run{};
  std::optional<std::string> not_applicable{};
};

constexpr const char* needs_314 = "needs 3.14+";

// The probe compiles for 3.13, too: what does not ask for sub-interpreters runs there.
bool can_be_probed(const Interpreter& interpreter) {
  return interpreter.has_concurrent_interpreters ||
         interpreter.identity.version.starts_with("3.13.");
}

enum class Readiness { an_interpreter, a_probe };

ReadyBuild made_ready(const Build& build, bool errors_are_fatal,
                      Readiness wanted = Readiness::a_probe) {
  ReadyBuild ready{build};
  ready.not_run = build.unavailable;
  // A probe that could not be made where the others were is data: docs/matrix.md.
  if (build.probe)
    if (const auto reason = *build.probe / "unavailable"; std::filesystem::exists(reason))
      ready.not_run = read_file(reason);
  if (ready.not_run) return ready;
  try {
    ready.interpreter = ask_interpreter(build.python, build.trio, build.environment);
    if (wanted == Readiness::an_interpreter) return ready;
    if (!can_be_probed(ready.interpreter)) {
      ready.not_applicable = needs_314;
      return ready;
    }
    ready.probe = build.probe ? *build.probe : probe_for(ready.interpreter);
    check_probe(ready.probe, ready.interpreter);
  } catch (const LabError& error) {
    if (errors_are_fatal) throw;
    log_warning("build " + build.id + " is not run: " + error.what());
    ready.not_run = error.what();
  }
  return ready;
}

RunRequest request_for(const ReadyBuild& ready, const Scenario& scenario,
                       std::chrono::milliseconds deadline) {
  RunRequest request;
  request.argv = {std::filesystem::absolute(ready.build.python).string(),
                  "-I",
                  "-B",  // the Python under test is not ours to write into
                  "-c",
                  run_probe,
                  std::filesystem::absolute(ready.probe).string(),
                  std::string(event_fd_word),
                  std::string(child_stderr_fd_word),
                  std::string(crash_fd_word)};
  const auto add_path = [&request](const std::filesystem::path& folder) {
    request.argv.push_back(std::string(word::path) + "=" +
                           std::filesystem::absolute(folder).string());
  };
  add_path(ready.probe);
  for (const auto& entry : ready.build.trio) add_path(entry);
  for (std::string& word : words_of(scenario)) request.argv.push_back(std::move(word));
  request.environment = cell_environment(ready.build.environment);
  request.folder = "/";
  request.deadline = deadline;
  // An orphan begins its work when its parent has ended, so it has a run's time from then on.
  if (wait_named(scenario.wait)->waits_for_orphan) request.settle = deadline;
  return request;
}

RunRequest request_for(const ReadyBuild& ready, const Script& script,
                       std::chrono::milliseconds deadline) {
  RunRequest request;
  request.argv = {std::filesystem::absolute(ready.build.python).string(), "-B",
                  std::filesystem::absolute(script.path).string()};
  request.argv.insert(request.argv.end(), script.arguments.begin(), script.arguments.end());
  request.environment = cell_environment(ready.build.environment);
  request.folder = "/";
  request.deadline = deadline;
  request.events = false;
  return request;
}

// What a cell says of its build and conditions.
PlannedCell empty_cell(const ReadyBuild& ready, const Conditions& conditions) {
  PlannedCell cell;
  cell.observation = {ready.build.id,
                      ready.build.origin,
                      ready.build.variant,
                      ready.build.package,
                      {},
                      {},
                      ready.interpreter.identity,
                      conditions,
                      {}};
  if (cell.observation.identity.version.empty())
    cell.observation.identity.version = ready.build.version;
  cell.not_run = ready.not_run;
  cell.not_applicable = ready.not_applicable;
  return cell;
}

// The signature in "# forklab: expect = SIGNATURE", or nothing.
std::string expectation_in(std::string_view text) {
  constexpr std::string_view mark = "# forklab: expect = ";
  for (int line = 0; line < 20 && !text.empty(); ++line) {
    const std::string_view here = text.substr(0, text.find('\n'));
    if (here.starts_with(mark)) return std::string(here.substr(mark.size()));
    text.remove_prefix(std::min(text.size(), here.size() + 1));
  }
  return "";
}

PlannedCell cell_for(const ReadyBuild& ready, const NamedScenario& named,
                     const Conditions& conditions, const PlanOptions& options) {
  const auto& [name, scenario] = named;
  PlannedCell cell = empty_cell(ready, conditions);
  cell.observation.scenario = name;
  cell.observation.id = scenario.id();
  if (cell.not_run || cell.not_applicable) return cell;
  if (scenario.needs_314() && !ready.interpreter.has_concurrent_interpreters) {
    cell.not_applicable = needs_314;
    return cell;
  }
  if (scenario.needs_trio() && !ready.interpreter.has_trio)
    cell.not_run = "this Python cannot import trio (give its folder with --trio)";
  else
    cell.request = request_for(ready, scenario, options.deadline);
  return cell;
}

}  // namespace

Build build_of_python(const std::filesystem::path& python, std::vector<std::filesystem::path> trio,
                      const Variants& variants) {
  const Identity identity = ask_interpreter(python, trio, variants.environment_of_all()).identity;
  const Variant* variant = variants.recognised(
      {identity.debug, identity.gil, identity.jit, sanitizers_in(identity.configure)});
  Build build;
  build.version = identity.version;
  build.variant = variant != nullptr ? variant->name : "unlabelled";
  if (variant != nullptr) build.environment = variant->environment;
  build.origin = "local";
  build.id = build.version + "-" + build.variant + "-local";
  build.python = python;
  build.trio = std::move(trio);
  return build;
}

std::string unused_id(const std::string& id, const std::vector<Build>& builds) {
  const auto is_used = [&](const std::string& candidate) {
    return std::any_of(builds.begin(), builds.end(),
                       [&](const Build& build) { return build.id == candidate; });
  };
  std::string candidate = id;
  for (int number = 2; is_used(candidate); ++number) candidate = id + "-" + std::to_string(number);
  return candidate;
}

std::vector<PlannedCell> plan_cells(const std::vector<Build>& builds,
                                    const std::vector<NamedScenario>& scenarios,
                                    const PlanOptions& options) {
  const Conditions conditions = current_conditions();
  std::vector<PlannedCell> cells;
  for (const Build& build : builds) {
    const ReadyBuild ready = made_ready(build, options.errors_are_fatal);
    for (const NamedScenario& scenario : scenarios)
      cells.push_back(cell_for(ready, scenario, conditions, options));
  }
  return cells;
}

std::vector<Script> scripts_at(const std::filesystem::path& path,
                               const std::vector<std::string>& arguments) {
  std::vector<std::filesystem::path> files;
  if (std::filesystem::is_directory(path)) {
    for (const auto& entry : std::filesystem::directory_iterator(path))
      if (entry.path().extension() == ".py") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
  } else if (std::filesystem::exists(path)) {
    files.push_back(path);
  }
  if (files.empty()) throw UsageError("--script " + path.string() + ": there is no script");
  std::vector<Script> scripts;
  for (const auto& file : files)
    scripts.push_back({file, arguments, expectation_in(read_file(file))});
  return scripts;
}

std::vector<PlannedCell> plan_scripts(const std::vector<Build>& builds,
                                      const std::vector<Script>& scripts,
                                      const PlanOptions& options) {
  const Conditions conditions = current_conditions();
  std::vector<PlannedCell> cells;
  for (const Build& build : builds) {
    const ReadyBuild ready = made_ready(build, options.errors_are_fatal, Readiness::an_interpreter);
    for (const Script& script : scripts) {
      PlannedCell cell = empty_cell(ready, conditions);
      cell.observation.scenario = cell.observation.id = "script:" + script.path.filename().string();
      cell.interpret = outcome_of_script;
      if (!cell.not_run) cell.request = request_for(ready, script, options.deadline);
      cells.push_back(std::move(cell));
    }
  }
  return cells;
}

}  // namespace forklab
