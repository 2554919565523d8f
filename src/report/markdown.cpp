#include "report/markdown.hpp"

#include <map>
#include <set>

#include "base/markdown.hpp"
#include "base/text.hpp"
#include "report/answers.hpp"
#include "report/digest.hpp"
#include "report/grid.hpp"
#include "report/table.hpp"
#include "verdict/rerun.hpp"

namespace forklab {
namespace {

// An answer of the first lines names so many patterns; the rest is below.
constexpr std::size_t most_patterns = 5;
// More rows than this are summed up.
constexpr std::size_t most_rows = 40;

std::string table_row(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (const std::string& cell : cells) row += " " + cell + " |";
  return row + "\n";
}

std::string rule_row(std::size_t columns) {
  std::string row = "|";
  for (std::size_t i = 0; i < columns; ++i) row += "---|";
  return row + "\n";
}

std::string answers_text(const Grid& grid) {
  std::string text;
  for (const Answer& answer : answers_of(grid)) {
    text += "- **" + answer.question + "**: " + answer.text + "\n";
    std::vector<std::string> ids;
    for (const std::string& scenario : answer.scenarios)
      for (const auto& [build, cell] : grid.cells.at(scenario)) {
        ids.push_back(cell.observation->id);
        break;
      }
    const std::vector<std::string> patterns = patterns_of(ids);
    for (std::size_t i = 0; i < std::min(most_patterns, patterns.size()); ++i)
      text += "  - `" + patterns[i] + "`\n";
    if (patterns.size() > most_patterns)
      text += "  - and " + std::to_string(patterns.size() - most_patterns) + " more patterns\n";
  }
  return text.empty() ? "" : text + "\n";
}

std::string cell_text(const Grid& grid, const GridCell* cell) {
  if (cell == nullptr) return "";
  std::string text =
      grid.letter(cell->observation->signature()) + " " + fate_text(*cell->observation);
  if (cell->verdict != nullptr && cell->verdict->kind != VerdictKind::as_expected)
    text = "**" + std::string(name_of(cell->verdict->kind)) + "**: " + text;
  return text;
}

std::string result_table(const Grid& grid) {
  std::vector<std::string> header = {"scenario"};
  for (const std::string& build : grid.builds) header.push_back(markdown_escaped(build));
  std::string text = table_row(header) + rule_row(header.size());
  const bool whole = grid.scenarios.size() <= most_rows;
  for (const std::string& scenario : grid.scenarios) {
    if (!whole && scenario.find('/') != scenario.npos) continue;
    std::vector<std::string> row = {markdown_escaped(scenario)};
    for (const std::string& build : grid.builds)
      row.push_back(cell_text(grid, grid.cell(scenario, build)));
    text += table_row(row);
  }
  text += "\n";
  for (const std::string& signature : grid.signatures)
    text += "- " + grid.letter(signature) + ": " + markdown_escaped(signature) + "\n";
  return text;
}

// What no table of a thousand rows would show: which scenarios did the same, worst first.
std::string digest_text(const Grid& grid) {
  if (grid.scenarios.size() <= most_rows) return "";
  std::string text = "## All " + std::to_string(grid.scenarios.size()) + " scenarios\n\n";
  for (const DigestRow& row : digest_of(grid)) {
    std::map<std::string, std::vector<std::string>> builds_of;
    for (std::size_t i = 0; i < grid.builds.size(); ++i)
      if (!row.signatures[i].empty()) builds_of[row.signatures[i]].push_back(grid.builds[i]);
    text += "### " + std::to_string(row.scenarios.size()) + ": ";
    if (builds_of.size() == 1) {
      text += markdown_escaped(builds_of.begin()->first) + "\n\n";
    } else {
      text += "differs between builds\n\n";
      for (const auto& [signature, builds] : builds_of)
        text +=
            "- " + markdown_escaped(signature) + " (" + markdown_escaped(joined(builds)) + ")\n";
      text += "\n";
    }
    for (const std::string& pattern : row.patterns) text += "    " + pattern + "\n";
    text += "\n";
  }
  return text;
}

std::string finding(const Verdict& verdict) {
  std::string text = "### " + markdown_escaped(verdict.scenario) + " on " +
                     markdown_escaped(verdict.build) + ": " + std::string(name_of(verdict.kind)) +
                     "\n\n";
  text += "- observed: " + markdown_escaped(verdict.observed) + "\n";
  for (const std::string& expected : verdict.expected)
    text += "- expected: " + markdown_escaped(expected) + "\n";
  if (!verdict.reason.empty()) text += "- known: " + markdown_escaped(verdict.reason) + "\n";
  if (!verdict.rule.empty()) text += "- rule: " + markdown_escaped(verdict.rule) + "\n";
  return text + "- run it again: `" + rerun_line(verdict.build, verdict.scenario) + "`\n\n";
}

// What differs from what is known; the unexplained first.
std::string findings(const std::vector<Verdict>& verdicts) {
  std::string unexplained, other;
  for (const Verdict& verdict : verdicts)
    if (!verdict.passes())
      (verdict.kind == VerdictKind::unexplained ? unexplained : other) += finding(verdict);
  if (unexplained.empty() && other.empty()) return "";
  return "## What differs from what is known\n\n" + unexplained + other;
}

std::string issue_link(const std::string& issue) {
  if (!issue.starts_with("gh-")) return markdown_escaped(issue);
  return "[" + issue + "](https://github.com/python/cpython/issues/" + issue.substr(3) + ")";
}

std::string reasons(const std::vector<Verdict>& verdicts) {
  std::string text;
  std::set<std::string> told;
  for (const Verdict& verdict : verdicts) {
    if (verdict.rule.empty() || !told.insert(verdict.rule).second) continue;
    for (const std::string& expected : verdict.expected)
      text += "- **" + markdown_escaped(expected) + "**  \n";
    text += "  " + markdown_escaped(verdict.reason);
    if (!verdict.source.empty()) text += " (" + markdown_escaped(verdict.source) + ")";
    if (!verdict.issue.empty()) text += " " + issue_link(verdict.issue);
    text += "\n";
  }
  return text.empty() ? "" : "## Why\n\n" + text + "\n";
}

std::string builds_table(const std::vector<Observation>& observations) {
  std::string text =
      "## Builds\n\n" +
      table_row({"build", "version", "debug", "GIL", "libc", "compiler", "package"}) + rule_row(7);
  std::set<std::string> told;
  for (const Observation& observation : observations) {
    if (!told.insert(observation.build).second) continue;
    const Identity& identity = observation.identity;
    text += table_row({markdown_escaped(observation.build), markdown_escaped(identity.version),
                       identity.debug ? "yes" : "no", identity.gil ? "yes" : "no",
                       markdown_escaped(identity.libc), markdown_escaped(identity.compiler),
                       markdown_escaped(observation.package)});
  }
  return text + "\n";
}

std::string conditions_text(const std::vector<Observation>& observations) {
  if (observations.empty()) return "";
  const Conditions& conditions = observations.front().conditions;
  return "Ran under Linux " + markdown_escaped(conditions.kernel) + " (" +
         markdown_escaped(conditions.machine) + ", " + std::to_string(conditions.cpus) +
         " CPUs), address space randomization " + (conditions.aslr ? "on" : "off") +
         ", sandbox: " + (conditions.sandbox.empty() ? "none" : joined(conditions.sandbox)) + ".\n";
}

}  // namespace

std::string markdown_report(const std::vector<Observation>& observations,
                            const std::vector<Verdict>& verdicts) {
  const Grid grid = Grid::of(observations, verdicts);
  std::string text = "# forklab\n\n" + summary_line(observations, verdicts) + ".\n\n";
  text += answers_text(grid) + findings(verdicts);
  text += "## Results\n\n" + result_table(grid) + "\n" + digest_text(grid);
  text += reasons(verdicts) + builds_table(observations) + conditions_text(observations);
  if (!observations.empty())
    text += "\nOne cell again: `" + rerun_line("BUILD", "SCENARIO") + "`\n";
  return text;
}

}  // namespace forklab
