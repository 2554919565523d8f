#include "report/table.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "json/json.hpp"
#include "report/digest.hpp"
#include "report/grid.hpp"

namespace forklab {
namespace {

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
  std::vector<std::string> texts;
  for (const auto& [name, count] : counts) texts.push_back(std::to_string(count) + " " + name);
  return joined(texts);
}

// More rows than this are summed up: the whole is in the report.
constexpr std::size_t most_rows = 40;

bool is_alias(const std::string& scenario) { return scenario.find('/') == scenario.npos; }

// "a,b,c,d,e/x/y" -> "a,b,c and 2 more/x/y".
std::string abbreviated(const std::string& pattern) {
  constexpr std::size_t most_values = 4;
  std::string text;
  for (std::size_t begin = 0; begin <= pattern.size();) {
    const std::size_t end = std::min(pattern.find('/', begin), pattern.size());
    std::string axis = pattern.substr(begin, end - begin);
    const auto commas = static_cast<std::size_t>(std::count(axis.begin(), axis.end(), ','));
    if (commas >= most_values) {
      std::size_t cut = 0;
      for (std::size_t i = 0; i < most_values - 1; ++i) cut = axis.find(',', cut) + 1;
      axis = axis.substr(0, cut - 1) + " and " + std::to_string(commas + 2 - most_values) + " more";
    }
    text += (begin == 0 ? "" : "/") + axis;
    begin = end + 1;
  }
  return text;
}

// "12    b d     PATTERN", one line per row of the digest: how many, which signatures, which ones.
std::string digest_text(const Grid& grid) {
  std::string text = "\nall " + std::to_string(grid.scenarios.size()) +
                     " scenarios, those that did the same on every build together:\n";
  for (const DigestRow& row : digest_of(grid)) {
    std::string line = padded(std::to_string(row.scenarios.size()), 6);
    std::vector<std::string> shown;
    for (const std::string& signature : row.signatures)
      if (!signature.empty() &&
          std::find(shown.begin(), shown.end(), grid.letter(signature)) == shown.end())
        shown.push_back(grid.letter(signature));
    for (const std::string& letter : shown) line += letter + " ";
    text += padded(line, 14) + abbreviated(row.patterns.front()) +
            (row.patterns.size() > 1 ? " and " + std::to_string(row.patterns.size() - 1) + " more"
                                     : "") +
            "\n";
  }
  return text;
}

}  // namespace

std::string table_text(const std::vector<Observation>& observations,
                       const std::vector<Verdict>& verdicts) {
  const Grid grid = Grid::of(observations, verdicts);
  const bool whole = grid.scenarios.size() <= most_rows;
  const std::size_t first = longest(grid.scenarios) + 2;
  std::string text = padded("", first);
  for (const std::string& build : grid.builds) text += padded(" " + build, build.size() + 3);
  text = without_trailing_spaces(text) + "\n";
  for (const std::string& scenario : grid.scenarios) {
    if (!whole && !is_alias(scenario)) continue;
    std::string line = padded(scenario, first);
    for (const std::string& build : grid.builds)
      line += padded(cell_text(grid, grid.cell(scenario, build)), build.size() + 3);
    text += without_trailing_spaces(line) + "\n";
  }
  if (!whole) text += digest_text(grid);
  text += "\n";
  for (const std::string& signature : grid.signatures)
    text += "  " + grid.letter(signature) + "  " + signature + "\n";
  return text;
}

std::string table_json(const std::vector<Observation>& observations,
                       const std::vector<Verdict>& verdicts) {
  const Grid grid = Grid::of(observations, verdicts);
  Json scenarios = Json::array();
  for (const std::string& scenario : grid.scenarios) {
    Json cells = Json::object();
    for (const std::string& build : grid.builds) {
      const GridCell* cell = grid.cell(scenario, build);
      if (cell == nullptr) continue;
      cells[build] = {{"signature", cell->observation->signature()},
                      {"what", fate_text(*cell->observation)}};
      if (cell->verdict != nullptr) cells[build]["verdict"] = name_of(cell->verdict->kind);
    }
    scenarios.push_back(Json{{"scenario", scenario}, {"cells", cells}});
  }
  return dump(Json{{"summary", summary_line(observations, verdicts)},
                   {"builds", grid.builds},
                   {"scenarios", scenarios}}) +
         "\n";
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
