#include <memory>
#include <optional>
#include <thread>

#include "app/command.hpp"
#include "app/matrix_option.hpp"
#include "app/progress.hpp"
#include "app/table_format.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "base/glob.hpp"
#include "base/log.hpp"
#include "base/suggest.hpp"
#include "matrix/builds.hpp"
#include "matrix/matrix_folder.hpp"
#include "run/completeness.hpp"
#include "run/plan.hpp"
#include "run/recorded_run.hpp"
#include "verdict/expectations.hpp"

namespace forklab {
namespace {

struct RunOptions {
  MatrixOption matrix;
  std::string builds_file;
  std::vector<std::string> builds;
  std::vector<std::string> pythons;
  std::string probe;
  std::vector<std::string> trio;
  std::vector<std::string> scenarios;
  std::string suite;
  std::string script;
  std::vector<std::string> script_arguments;
  bool until_sure = false;
  unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
  unsigned repeat = 1;
  double timeout_seconds = 0;  // as the suite has it
  std::string output;
  std::string log;
  bool no_progress = false;
  std::string format = "text";
};

std::vector<Build> chosen(const std::vector<Build>& builds, const std::vector<std::string>& globs) {
  if (globs.empty()) return builds;
  std::vector<bool> wanted(builds.size(), false);
  std::vector<std::string> ids;
  for (const Build& build : builds) ids.push_back(build.id);
  for (const std::string& glob : globs) {
    bool any = false;
    for (std::size_t i = 0; i < builds.size(); ++i)
      if (matches_glob(glob, builds[i].id)) any = wanted[i] = true;
    if (!any)
      throw UsageError("--build " + glob + ": there is no such build" + did_you_mean(glob, ids));
  }
  std::vector<Build> result;
  for (std::size_t i = 0; i < builds.size(); ++i)
    if (wanted[i]) result.push_back(builds[i]);
  return result;
}

std::vector<Build> builds_for(const RunOptions& options) {
  std::vector<Build> builds;
  for (const std::string& python : options.pythons) {
    Build build = build_of_python(python, {options.trio.begin(), options.trio.end()},
                                  options.matrix.variants());
    if (!options.probe.empty()) build.probe = options.probe;
    build.id = unused_id(build.id, builds);
    builds.push_back(std::move(build));
  }
  if (!builds.empty()) return chosen(builds, options.builds);
  if (!options.probe.empty() || !options.trio.empty())
    throw UsageError("--probe and --trio go with --python");
  if (options.builds_file.empty())
    throw UsageError(
        "which Python? Give --python PATH, or --builds FILE (./lab run . -- run has all builds of "
        "the lab)");
  const auto listed = builds_from_json(read_file(options.builds_file), options.builds_file);
  return chosen(listed, options.builds);
}

std::vector<NamedScenario> scenarios_for(const RunOptions& options, const Scenarios& scenarios) {
  if (options.scenarios.empty())
    return scenarios.suite(options.suite.empty() ? "seed" : options.suite);
  std::vector<NamedScenario> selected;
  for (const std::string& pattern : options.scenarios)
    for (NamedScenario& candidate : scenarios.select(pattern)) {
      const bool is_new =
          std::none_of(selected.begin(), selected.end(),
                       [&](const NamedScenario& other) { return other.name == candidate.name; });
      if (is_new) selected.push_back(std::move(candidate));
    }
  return selected;
}

// What is run, and how it is judged: nothing where nothing is known to hold it against.
struct Question {
  std::vector<PlannedCell> cells;
  std::function<std::optional<Verdict>(const Observation&)> judge;
};

std::vector<Verdict> verdicts_of(const Question& question,
                                 const std::vector<Observation>& observations) {
  std::vector<Verdict> verdicts;
  for (const Observation& observation : observations)
    if (auto verdict = question.judge(observation)) verdicts.push_back(std::move(*verdict));
  return verdicts;
}

// What stays on the screen of one run: a cell that did otherwise than is known.
void keep_failure(const Question& question, const PlannedCell& cell, const Outcome& outcome,
                  Progress& progress) {
  Observation observation = cell.observation;
  observation.outcomes = {{1, signature_of(outcome), outcome}};
  const auto verdict = question.judge(observation);
  if (verdict && verdict->fails_gate(false))
    progress.keep(verdict->scenario + " on " + verdict->build + ": " +
                  std::string(name_of(verdict->kind)) + ": " + verdict->observed);
}

// A script did otherwise than its header says. What was not run did nothing.
bool any_is_otherwise(const std::vector<Verdict>& verdicts) {
  return std::any_of(verdicts.begin(), verdicts.end(), [](const Verdict& verdict) {
    return verdict.fails_gate(false) && verdict.kind != VerdictKind::not_run &&
           verdict.kind != VerdictKind::lab_error;
  });
}

Question script_question(const RunOptions& options, const PlanOptions& plan) {
  const auto scripts = scripts_at(options.script, options.script_arguments);
  return {plan_scripts(builds_for(options), scripts, plan),
          [scripts](const Observation& observation) -> std::optional<Verdict> {
            for (const Script& script : scripts) {
              if (observation.scenario != "script:" + script.path.filename().string() ||
                  script.expected.empty())
                continue;
              Expectation rule;
              rule.signatures = {script.expected};
              rule.place = script.path.string();
              return judge_against(observation, rule);
            }
            return std::nullopt;
          }};
}

Question matrix_question(const RunOptions& options, PlanOptions plan) {
  const auto folder = options.matrix.folder();
  const Scenarios scenarios = load_scenarios(folder);
  const auto selected = scenarios_for(options, scenarios);
  if (options.timeout_seconds == 0)
    plan.deadline = milliseconds(scenarios.deadline_seconds(options.suite));
  // A sandboxed run is not given expectations.
  std::optional<Expectations> expectations;
  if (std::filesystem::exists(folder / "expectations.toml"))
    expectations = load_expectations(folder, scenarios);
  return {plan_cells(builds_for(options), selected, plan),
          [expectations](const Observation& observation) -> std::optional<Verdict> {
            if (!expectations) return std::nullopt;
            return judge_cell(observation, *expectations);
          }};
}

int run(const RunOptions& options) {
  RecordedRun recorded(options.output, options.log);
  PlanOptions plan;
  plan.errors_are_fatal = !options.pythons.empty() || !options.builds.empty();
  if (options.timeout_seconds > 0) plan.deadline = milliseconds(options.timeout_seconds);
  const Question question =
      options.script.empty() ? matrix_question(options, plan) : script_question(options, plan);

  RunnerResult result;
  {
    Progress progress(options.no_progress);
    const RunnerOptions runner_options{
        options.jobs, options.repeat,
        [&](const PlannedCell& cell, const RunReport&, const Outcome& outcome, std::size_t done,
            std::size_t total) {
          keep_failure(question, cell, outcome, progress);
          progress.show(done, total, cell.observation.scenario + " on " + cell.observation.build);
        }};
    result = recorded.run(question.cells, runner_options, options.until_sure);
  }
  const std::vector<Verdict> verdicts = verdicts_of(question, result.observations);
  print_table(result.observations, verdicts, options.format);
  if (result.interrupted_by) end_interrupted(result, question.cells.size());
  if (!options.script.empty() && any_is_otherwise(verdicts)) return exit_lab_problem;
  return all_is_known(result.observations) ? exit_ok : exit_incomplete;
}

}  // namespace

void add_run(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("run", "run scenarios on builds and record what happens");
  const auto options = std::make_shared<RunOptions>();
  options->matrix.add_to(*command);
  command->add_option("--builds", options->builds_file, "list of builds, JSON")
      ->envname("FORKLAB_BUILDS")
      ->type_name("FILE");
  command->add_option("--build", options->builds, "only builds with this id; may be a glob")
      ->type_name("ID");
  command
      ->add_option("--python", options->pythons,
                   "any Python 3.14 or later instead of the listed builds")
      ->type_name("PATH");
  command
      ->add_option("--probe", options->probe,
                   "folder with a probe made for --python (default: one is built and cached)")
      ->type_name("DIR");
  command->add_option("--trio", options->trio, "put this folder on the sys.path of --python")
      ->type_name("DIR");
  command
      ->add_option("--scenario", options->scenarios,
                   "an alias, FORKER/SCENE/CHILD[/WAIT][/GUARD], or a glob over them")
      ->type_name("GLOB");
  command->add_option("--suite", options->suite, "a suite of scenarios.toml (default: seed)")
      ->type_name("NAME")
      ->excludes("--scenario");
  command
      ->add_option(
          "--script", options->script,
          "run this Python script, or all of a folder, instead of scenarios; needs no probe")
      ->type_name("FILE|DIR")
      ->excludes("--scenario")
      ->excludes("--suite");
  command->add_option("--args", options->script_arguments, "arguments of the script")
      ->needs("--script");
  command->add_flag("--until-sure", options->until_sure,
                    "run each cell five times, and 100 times where runs differ: rates to +-10 %");
  command
      ->add_option("-j,--jobs", options->jobs,
                   "cells at once, those that hang not counted (default: one per CPU)")
      ->check(CLI::Range(1, 1024));
  command->add_option("--repeat", options->repeat, "runs of each cell")
      ->check(CLI::Range(1, 1000000));
  command
      ->add_option("--timeout", options->timeout_seconds,
                   "seconds a run may take (default: as the suite says, else 10)")
      ->check(CLI::Range(0.01, 86400.0));
  command
      ->add_option("-o,--output", options->output,
                   "write observations.jsonl and log.jsonl into this folder")
      ->type_name("DIR");
  command->add_option("--log", options->log, "write the log here; - is stderr")->type_name("FILE");
  add_format(*command, options->format);
  command->add_flag("--no-progress", options->no_progress, "no progress line on a terminal");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace forklab
