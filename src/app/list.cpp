#include <iostream>
#include <memory>

#include "app/command.hpp"
#include "app/matrix_option.hpp"
#include "axes/axes.hpp"
#include "base/text.hpp"
#include "matrix/matrix_folder.hpp"

namespace forklab {
namespace {

struct ListOptions {
  MatrixOption matrix;
  bool axes = false;
  std::string suite;
};

void print_axis(const char* title, const auto& axis) {
  std::cout << title << "\n";
  for (const AxisValue& value : axis)
    std::cout << "  " << padded(value.name, 28) << "  " << value.description << "\n";
  std::cout << "\n";
}

void print_axes() {
  std::cout << "A scenario is FORKER/SCENE/CHILD[/WAIT][/GUARD].\n\n";
  print_axis("forker: who forks", forkers());
  print_axis("scene: what surrounds the fork", scenes());
  print_axis("child: what the child does", child_works());
  print_axis("wait: how the parent waits for it", waits());
  print_axis("guard: what protects the fork", guards());
}

void print_scenarios(const std::vector<NamedScenario>& scenarios) {
  for (const auto& [name, scenario] : scenarios)
    std::cout << "  " << padded(name, 28) << "  " << (name == scenario.id() ? "" : scenario.id())
              << "\n";
}

void list(const ListOptions& options) {
  if (options.axes) return print_axes();
  const Scenarios scenarios = load_scenarios(options.matrix.folder());
  for (const std::string& name : scenarios.suite_names()) {
    if (!options.suite.empty() && name != options.suite) continue;
    const auto members = scenarios.suite(name);
    std::cout << "suite " << name << " (" << members.size() << " scenarios)\n";
    print_scenarios(members);
    std::cout << "\n";
  }
  if (!options.suite.empty()) static_cast<void>(scenarios.suite(options.suite));  // it exists
}

}  // namespace

void add_list(CLI::App& app, int& exit_code) {
  auto* command =
      app.add_subcommand("list", "show suites and scenarios, or the axes they are made of");
  const auto options = std::make_shared<ListOptions>();
  options->matrix.add_to(*command);
  command->add_flag("--axes", options->axes, "the axes and their values, one line each");
  command->add_option("--suite", options->suite, "only this suite")->type_name("NAME");
  command->callback([options, &exit_code] {
    list(*options);
    exit_code = exit_ok;
  });
}

}  // namespace forklab
