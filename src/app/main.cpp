#include <iostream>

#include "app/command.hpp"
#include "base/error.hpp"
#include "base/log.hpp"

namespace forklab {
#define FORKLAB_COMMAND(name) void add_##name(CLI::App& app, int& exit_code);
#include "app/commands.inc"
#undef FORKLAB_COMMAND
}  // namespace forklab

namespace {

int run_command_line(int argc, char** argv) {
  using namespace forklab;
  CLI::App app{
      "forklab shows what CPython really does when a process forks beside sub-interpreters and "
      "threads, on many builds.",
      "forklab"};
  app.set_version_flag("--version", "forklab " FORKLAB_VERSION);
  app.require_subcommand(0, 1);
  app.fallthrough();
  app.failure_message(CLI::FailureMessage::help);
  int verbose = 0, quiet = 0, exit_code = exit_ok;
  app.add_flag("-v", verbose, "say more on stderr; -vv says everything");
  app.add_flag("-q", quiet, "say only errors");
  app.parse_complete_callback([&] { set_up_log(verbose - quiet); });
#define FORKLAB_COMMAND(name) add_##name(app, exit_code);
#include "app/commands.inc"
#undef FORKLAB_COMMAND
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help_or_version) {
    return app.exit(help_or_version);
  } catch (const CLI::ParseError& error) {
    log_error(std::string(error.what()) + " (forklab --help, forklab COMMAND --help)");
    return exit_usage;
  }
  if (app.get_subcommands().empty()) throw UsageError("which command? forklab --help shows them");
  std::cout.flush();
  if (!std::cout) throw LabError("cannot write to standard output");
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run_command_line(argc, argv);
  } catch (const forklab::UsageError& error) {
    forklab::log_error(error.what());
    return forklab::exit_usage;
  } catch (const std::exception& error) {
    forklab::log_error(error.what());
    return forklab::exit_lab_problem;
  }
}
