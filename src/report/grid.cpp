#include "report/grid.hpp"

#include <algorithm>

namespace forklab {
namespace {

void add_once(std::vector<std::string>& list, const std::string& text) {
  if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
}

}  // namespace

Grid Grid::of(const std::vector<Observation>& observations, const std::vector<Verdict>& verdicts) {
  Grid grid;
  for (const Observation& observation : observations) {
    add_once(grid.builds, observation.build);
    add_once(grid.scenarios, observation.scenario);
    add_once(grid.signatures, observation.signature());
    grid.cells[observation.scenario][observation.build].observation = &observation;
  }
  for (const Verdict& verdict : verdicts)
    if (grid.cell(verdict.scenario, verdict.build) != nullptr)
      grid.cells[verdict.scenario][verdict.build].verdict = &verdict;
  return grid;
}

const GridCell* Grid::cell(const std::string& scenario, const std::string& build) const {
  const auto row = cells.find(scenario);
  if (row == cells.end()) return nullptr;
  const auto found = row->second.find(build);
  return found == row->second.end() ? nullptr : &found->second;
}

std::string Grid::letter(const std::string& signature) const {
  auto number = static_cast<std::size_t>(
      std::find(signatures.begin(), signatures.end(), signature) - signatures.begin());
  std::string letters;
  for (;; number = number / 26 - 1) {
    letters.insert(letters.begin(), static_cast<char>('a' + number % 26));
    if (number < 26) return letters;
  }
}

std::string fate_text(const Observation& observation) {
  return observation.outcomes.size() > 1 ? "flaky"
                                         : std::string(name_of(fate_of(observation.signature())));
}

char mark_of(VerdictKind kind) {
  switch (kind) {
    case VerdictKind::as_expected: return ' ';
    case VerdictKind::regressed: return '!';
    case VerdictKind::fixed: return '+';
    case VerdictKind::changed:
    case VerdictKind::flaky: return '~';
    case VerdictKind::unexplained: return '?';
    case VerdictKind::not_applicable:
    case VerdictKind::not_run: return '-';
    case VerdictKind::lab_error: return 'E';
  }
  return 'E';
}

}  // namespace forklab
