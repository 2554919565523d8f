#include "app/table_format.hpp"

#include <iostream>

#include "report/table.hpp"
#include "report/tap.hpp"

namespace forklab {

void add_format(CLI::App& command, std::string& format) {
  command.add_option("--format", format, "of what is printed: text, json or tap")
      ->check(CLI::IsMember({"text", "json", "tap"}));
}

void print_table(const std::vector<Observation>& observations, const std::vector<Verdict>& verdicts,
                 const std::string& format) {
  if (format == "json")
    std::cout << table_json(observations, verdicts);
  else if (format == "tap")
    std::cout << tap_report(observations, verdicts);
  else
    std::cout << table_text(observations, verdicts) << "\n"
              << summary_line(observations, verdicts) << "\n";
  std::cout << std::flush;
}

}  // namespace forklab
