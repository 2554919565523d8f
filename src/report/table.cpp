#include "report/table.hpp"

#include <algorithm>
#include <map>

#include "report/grid.hpp"

namespace forklab {
namespace {

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string without_trailing_spaces(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

std::size_t longest(const std::vector<std::string>& texts) {
  std::size_t longest = 0;
  for (const std::string& text : texts) longest = std::max(longest, text.size());
  return longest;
}

std::string cell_text(const Grid& grid, const GridCell* cell) {
  if (cell == nullptr) return "";
  const std::string text =
      grid.letter(cell->observation->signature()) + " " + fate_text(*cell->observation);
  return (cell->verdict != nullptr ? std::string(1, mark_of(cell->verdict->kind)) : " ") + text;
}

std::string counted(const std::map<std::string, std::size_t>& counts) {
  std::string text;
  for (const auto& [name, count] : counts)
    text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + name;
  return text;
}

}  // namespace

std::string table_text(const std::vector<Observation>& observations,
                       const std::vector<Verdict>& verdicts) {
  const Grid grid = Grid::of(observations, verdicts);
  const std::size_t first = longest(grid.scenarios) + 2;
  std::string text = padded("", first);
  for (const std::string& build : grid.builds) text += padded(" " + build, build.size() + 3);
  text = without_trailing_spaces(text) + "\n";
  for (const std::string& scenario : grid.scenarios) {
    std::string line = padded(scenario, first);
    for (const std::string& build : grid.builds)
      line += padded(cell_text(grid, grid.cell(scenario, build)), build.size() + 3);
    text += without_trailing_spaces(line) + "\n";
  }
  text += "\n";
  for (const std::string& signature : grid.signatures)
    text += "  " + grid.letter(signature) + "  " + signature + "\n";
  return text;
}

std::string summary_line(const std::vector<Observation>& observations,
                         const std::vector<Verdict>& verdicts) {
  std::map<std::string, std::size_t> counts;
  for (const Verdict& verdict : verdicts) ++counts[std::string(name_of(verdict.kind))];
  if (verdicts.empty())
    for (const Observation& observation : observations) ++counts[fate_text(observation)];
  const std::size_t builds = Grid::of(observations, verdicts).builds.size();
  return std::to_string(observations.size()) + (observations.size() == 1 ? " cell" : " cells") +
         " on " + std::to_string(builds) + (builds == 1 ? " build: " : " builds: ") +
         (counts.empty() ? "nothing was run" : counted(counts));
}

}  // namespace forklab
