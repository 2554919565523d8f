#include "app/table_format.hpp"

#include <iostream>

#include "base/text.hpp"
#include "report/formats.hpp"

namespace forklab {

void add_format(CLI::App& command, std::string& format) {
  std::vector<std::string> names;
  for (const Format& one : formats)
    if (!one.name.empty()) names.emplace_back(one.name);
  command.add_option("--format", format, "of what is printed: " + joined(names))
      ->check(CLI::IsMember(names));
}

void print_table(const std::vector<Observation>& observations, const std::vector<Verdict>& verdicts,
                 const std::string& format) {
  std::cout << format_named(format).text({observations, verdicts}) << std::flush;
}

}  // namespace forklab
