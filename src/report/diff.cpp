#include "report/diff.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/markdown.hpp"
#include "json/json.hpp"

namespace forklab {
namespace {

constexpr std::array<std::string_view, 7> kind_names = {
    "now dies", "now lives", "now flaky", "changed", "not run", "appeared", "vanished"};

using Cells = std::vector<std::pair<std::string, const Observation*>>;

std::set<std::string> builds_of(const std::vector<Observation>& observations) {
  std::set<std::string> builds;
  for (const Observation& observation : observations) builds.insert(observation.build);
  return builds;
}

Cells cells_of(const std::vector<Observation>& observations, bool with_build) {
  Cells cells;
  for (const Observation& observation : observations)
    cells.emplace_back(
        observation.scenario + (with_build ? " on " + observation.build : std::string()),
        &observation);
  return cells;
}

bool lives(const Observation& observation) {
  return observation.outcomes.size() == 1 &&
         fate_of(observation.outcomes.front().signature) == Fate::lives;
}

// A cell whose runs differ tells that they do.
bool tells_nothing(const Observation& observation) {
  return observation.outcomes.size() == 1 &&
         forklab::tells_nothing(fate_of(observation.outcomes.front().signature));
}

ChangeKind kind_of(const Observation& before, const Observation& after) {
  if (after.outcomes.size() > 1 && before.outcomes.size() == 1) return ChangeKind::now_flaky;
  if (tells_nothing(after) && !tells_nothing(before)) return ChangeKind::not_run;
  if (lives(before) == lives(after)) return ChangeKind::changed;
  return lives(after) ? ChangeKind::now_lives : ChangeKind::now_dies;
}

// Flaky cells whose counts differ did the same: the set of signatures counts.
std::set<std::string> signatures_of(const Observation& observation) {
  std::set<std::string> signatures;
  for (const CountedOutcome& counted : observation.outcomes) signatures.insert(counted.signature);
  return signatures;
}

}  // namespace

std::string_view name_of(ChangeKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

std::vector<Change> diff_of(const std::vector<Observation>& before,
                            const std::vector<Observation>& after) {
  const bool with_build = builds_of(before).size() != 1 || builds_of(after).size() != 1;
  const Cells old_cells = cells_of(before, with_build), new_cells = cells_of(after, with_build);
  const std::map<std::string, const Observation*> now(new_cells.begin(), new_cells.end());
  const std::map<std::string, const Observation*> then(old_cells.begin(), old_cells.end());
  std::vector<Change> changes;
  for (const auto& [cell, old_one] : old_cells) {
    const auto found = now.find(cell);
    if (found == now.end())
      changes.push_back({ChangeKind::vanished, cell, old_one->signature(), ""});
    else if (signatures_of(*old_one) != signatures_of(*found->second))
      changes.push_back({kind_of(*old_one, *found->second), cell, old_one->signature(),
                         found->second->signature()});
  }
  for (const auto& [cell, new_one] : new_cells)
    if (!then.contains(cell))
      changes.push_back({ChangeKind::appeared, cell, "", new_one->signature()});
  std::stable_sort(changes.begin(), changes.end(),
                   [](const Change& a, const Change& b) { return a.kind < b.kind; });
  return changes;
}

std::string diff_text(const std::vector<Change>& changes) {
  std::string text;
  for (const Change& change : changes) {
    text += std::string(name_of(change.kind)) + ": " + change.cell + "\n";
    if (!change.before.empty()) text += "  - " + change.before + "\n";
    if (!change.after.empty()) text += "  + " + change.after + "\n";
  }
  return text;
}

std::string diff_markdown(const std::vector<Change>& changes) {
  if (changes.empty()) return "No difference.\n";
  std::string text = "| | cell | before | after |\n|---|---|---|---|\n";
  for (const Change& change : changes)
    text += "| " + std::string(name_of(change.kind)) + " | " + markdown_escaped(change.cell) +
            " | " + markdown_escaped(change.before) + " | " + markdown_escaped(change.after) +
            " |\n";
  return text;
}

std::string diff_json(const std::vector<Change>& changes) {
  std::string text;
  for (const Change& change : changes)
    text += dump(Json{{"schema", "forklab.change/1"},
                      {"change", name_of(change.kind)},
                      {"cell", change.cell},
                      {"before", change.before},
                      {"after", change.after}}) +
            "\n";
  return text;
}

}  // namespace forklab
