// The command line of a bisect: options, answers, exit status. The work is done in src/bisect/.
#include <iostream>
#include <memory>

#include "app/command.hpp"
#include "app/matrix_option.hpp"
#include "base/error.hpp"
#include "bisect/answer.hpp"
#include "bisect/checkout.hpp"
#include "bisect/session.hpp"
#include "matrix/matrix_folder.hpp"
#include "run/plan.hpp"

namespace forklab {
namespace {

constexpr int exit_found = 0;
constexpr int exit_no_difference = 1;
constexpr int exit_narrowed = 3;
constexpr int exit_interrupted = 4;

struct Options {
  MatrixOption matrix;
  std::string scenario, script;
  std::vector<std::string> script_arguments;
  double timeout_seconds = 10;
  std::string unread;
  SessionOptions session;
  std::string format = "text";
};

BuildQuestion question_of(const Options& options) {
  const auto deadline = milliseconds(options.timeout_seconds);
  if (!options.script.empty())
    return BuildQuestion::of_script(options.script, options.script_arguments, deadline);
  if (options.scenario.empty()) throw UsageError("bisect what? Give --scenario or --script");
  return BuildQuestion::of_scenario(load_scenarios(options.matrix.folder()), options.scenario,
                                    deadline);
}

std::string text_of(const Searched& answer, const BuildQuestion& question, const Options& options) {
  const BisectSubject subject{question.name(), options.session.builder.variant, answer.message};
  if (options.format == "json") return bisect_json(answer.commits, answer.result, subject);
  if (options.format == "markdown") return bisect_markdown(answer.commits, answer.result, subject);
  return bisect_text(answer.commits, answer.result, subject);
}

int status_of(BisectEnd end) {
  switch (end) {
    case BisectEnd::found: return exit_found;
    case BisectEnd::ends_do_not_differ: return exit_no_difference;
    case BisectEnd::narrowed: return exit_narrowed;
    case BisectEnd::interrupted: return exit_interrupted;
  }
  return exit_lab_problem;
}

int run_bisect(const Options& options) {
  const BuildQuestion question = question_of(options);
  if (options.session.builder.program.empty())
    throw UsageError(
        "--builder: which program builds a revision? (./lab bisect brings its own; "
        "docs/bisect.md)");
  SessionOptions session = options.session;
  if (!options.unread.empty()) session.unread = unread_places(options.unread);
  const std::vector<Searched> answers = run_session(session, question);
  const BisectEnd end = answers.front().result.end;
  const bool may_be_several = session.all && end == BisectEnd::found && options.format != "json";
  for (const Searched& answer : answers)
    std::cout << text_of(answer, question, options) << (may_be_several ? "\n" : "");
  return status_of(end);
}

}  // namespace

void add_bisect(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "bisect",
      "find the commit that changed what happens (exit: 0 found, 1 ends do not differ, 2 trouble, "
      "3 only narrowed, 4 interrupted)");
  const auto options = std::make_shared<Options>();
  options->matrix.add_to(*command);
  command->add_option("--repo", options->session.repository, "git repository of CPython; only read")
      ->required()
      ->type_name("DIR");
  command->add_option("--good", options->session.good, "the older revision")
      ->required()
      ->type_name("REV");
  command->add_option("--bad", options->session.bad, "the newer revision")
      ->required()
      ->type_name("REV");
  command
      ->add_option("--scenario", options->scenario, "an alias or FORKER/SCENE/CHILD[/WAIT][/GUARD]")
      ->type_name("NAME");
  command
      ->add_option("--script", options->script,
                   "a Python script; any change of how it ends is a change")
      ->type_name("FILE")
      ->excludes("--scenario");
  command->add_option("--args", options->script_arguments, "arguments of the script")
      ->needs("--script");
  command->add_option("--variant", options->session.builder.variant,
                      "how it is built (matrix/variants.toml)");
  command
      ->add_option("--builder", options->session.builder.program, "program that builds a revision")
      ->envname("FORKLAB_BUILDER")
      ->type_name("PROGRAM");
  command
      ->add_option("--unread", options->unread,
                   "list of files and folders that no build reads: commits to them are not built")
      ->envname("FORKLAB_UNREAD")
      ->type_name("FILE");
  command->add_option("-j,--jobs", options->session.search.jobs, "builds at once")
      ->check(CLI::Range(1, 1024));
  command
      ->add_option("--confidence", options->session.search.confidence,
                   "below it no commit is named (default: 0.99)")
      ->check(CLI::Range(0.5, 0.999999));
  command
      ->add_option("--repeat", options->session.search.runs, "runs of each revision (default: 3)")
      ->check(CLI::Range(1, 10000));
  command->add_flag("--first-parent", options->session.first_parent,
                    "only the commits of the main line");
  command->add_flag("--all", options->session.all,
                    "go on after the first answer: every change that shows between tested "
                    "revisions, one answer after the other");
  command->add_option("--timeout", options->timeout_seconds, "seconds a run may take (default: 10)")
      ->check(CLI::Range(0.01, 86400.0));
  command->add_option("--state", options->session.state, "where the state is kept")
      ->type_name("FILE");
  command->add_flag("--resume", options->session.resume, "go on with the bisect in the state file");
  command->add_option("--format", options->format, "text, markdown or json")
      ->check(CLI::IsMember({"text", "markdown", "json"}));
  command->callback([options, &exit_code] {
    exit_code = with_trouble_as_usage([&] { return run_bisect(*options); });
  });
}

}  // namespace forklab
