#include "report/answers.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "matrix/scenario.hpp"
#include "report/fates.hpp"

namespace forklab {
namespace {

bool says_something(const GridCell* cell) {
  return cell != nullptr && !tells_nothing(fate_of(cell->observation->signature()));
}

std::string count_of(std::size_t some, std::size_t all) {
  return std::to_string(some) + " of " + std::to_string(all) + " scenarios";
}

// Scenarios that end so on every build where they say something, and those that do on some.
void add_fate(const Grid& grid, const FateLook& fate, std::vector<Answer>& answers) {
  const std::string question(fate.question);
  Answer everywhere{question, "", {}}, somewhere{question, "", {}};
  for (const std::string& scenario : grid.scenarios) {
    std::size_t so = 0, present = 0;
    for (const std::string& build : grid.builds) {
      const GridCell* cell = grid.cell(scenario, build);
      if (!says_something(cell)) continue;
      ++present;
      so += name_of(fate_of(cell->observation->signature())) == fate.name ? 1 : 0;
    }
    if (so > 0) (so == present ? everywhere : somewhere).scenarios.push_back(scenario);
  }
  const std::size_t all = grid.scenarios.size();
  everywhere.text = count_of(everywhere.scenarios.size(), all) + ", on every build";
  somewhere.text = count_of(somewhere.scenarios.size(), all) + ", on some builds only";
  for (Answer* answer : {&everywhere, &somewhere})
    if (!answer->scenarios.empty()) answers.push_back(std::move(*answer));
}

// The builds of the grid that agree in what `same` gives, where they do not all in `varies`.
template <class Same, class Varies>
std::vector<std::vector<std::string>> groups_by(const Grid& grid, Same same, Varies varies) {
  std::map<std::string, const Observation*> first_of;
  for (const auto& [scenario, cells] : grid.cells)
    for (const auto& [build, cell] : cells) first_of.emplace(build, cell.observation);
  std::map<decltype(same(std::declval<const Observation&>())), std::vector<std::string>> groups;
  for (const std::string& build : grid.builds) groups[same(*first_of.at(build))].push_back(build);
  std::vector<std::vector<std::string>> result;
  for (auto& [ignored, builds] : groups)
    if (std::any_of(builds.begin(), builds.end(), [&](const std::string& build) {
          return varies(*first_of.at(build)) != varies(*first_of.at(builds.front()));
        }))
      result.push_back(std::move(builds));
  return result;
}

void add_differences(const Grid& grid, const std::vector<std::vector<std::string>>& groups,
                     const char* question, std::vector<Answer>& answers) {
  if (groups.empty()) return;
  Answer answer{question, "", {}};
  for (const std::string& scenario : grid.scenarios)
    for (const std::vector<std::string>& builds : groups) {
      std::set<std::string> signatures;
      for (const std::string& build : builds)
        if (const GridCell* cell = grid.cell(scenario, build); says_something(cell))
          signatures.insert(cell->observation->signature());
      if (signatures.size() < 2) continue;
      answer.scenarios.push_back(scenario);
      break;
    }
  answer.text = answer.scenarios.empty()
                    ? "no difference"
                    : count_of(answer.scenarios.size(), grid.scenarios.size()) + " differ";
  answers.push_back(std::move(answer));
}

// Of a cell whose runs differ, the worst.
Fate worst_fate(const Observation& observation) {
  Fate worst = fate_of(observation.outcomes.front().signature);
  for (const CountedOutcome& counted : observation.outcomes)
    if (const Fate fate = fate_of(counted.signature);
        look_of(fate).severity > look_of(worst).severity)
      worst = fate;
  return worst;
}

bool kills(Fate fate) { return fate == Fate::dies || fate == Fate::hangs; }

std::string cells(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " cell" : " cells");
}

// Each cell with a guard beside the same without one, by their ids.
void add_guard(const Grid& grid, std::vector<Answer>& answers) {
  std::map<std::pair<std::string, std::string>, const Observation*> by_id;
  for (const auto& [scenario, cells] : grid.cells)
    for (const auto& [build, cell] : cells)
      by_id.emplace(std::pair(cell.observation->id, build), cell.observation);
  std::size_t pairs = 0, deaths = 0, ended = 0, worse_cells = 0;
  Answer still{"The guard", "", {}}, worse = still;
  const auto add_once = [](std::vector<std::string>& scenarios, const std::string& scenario) {
    if (scenarios.empty() || scenarios.back() != scenario) scenarios.push_back(scenario);
  };
  for (const std::string& scenario : grid.scenarios)
    for (const std::string& build : grid.builds) {
      const GridCell* const guarded = grid.cell(scenario, build);
      if (guarded == nullptr) continue;
      const std::string& id = guarded->observation->id;
      const std::string guard = guard_in_id(id);
      if (guard.empty()) continue;
      const auto twin = by_id.find({id.substr(0, id.size() - guard.size() - 1), build});
      if (twin == by_id.end()) continue;
      const Fate before = worst_fate(*twin->second), after = worst_fate(*guarded->observation);
      if (tells_nothing(before) || tells_nothing(after)) continue;
      ++pairs;
      if (before == Fate::dies) {
        ++deaths;
        ended += kills(after) ? 0 : 1;
        if (kills(after)) add_once(still.scenarios, scenario);
      } else if (look_of(after).severity > look_of(before).severity) {
        ++worse_cells;
        add_once(worse.scenarios, scenario);
      }
    }
  if (pairs == 0) return;
  still.text = std::to_string(ended) + " of " + std::to_string(deaths) + " deaths end" +
               (worse_cells == 0 ? ", nothing gets worse" : "");
  answers.push_back(std::move(still));
  worse.text = cells(worse_cells) + (worse_cells == 1 ? " gets worse" : " get worse");
  if (worse_cells != 0) answers.push_back(std::move(worse));
}

}  // namespace

std::vector<Answer> answers_of(const Grid& grid) {
  std::vector<Answer> answers;
  add_guard(grid, answers);
  std::vector<FateLook> fates = all_looks();
  std::stable_sort(fates.begin(), fates.end(),
                   [](const FateLook& a, const FateLook& b) { return a.severity > b.severity; });
  for (const FateLook& fate : fates)
    if (!fate.question.empty()) add_fate(grid, fate, answers);
  const auto version = [](const Observation& one) { return one.identity.version; };
  const auto debug = [](const Observation& one) { return one.identity.debug; };
  const auto all_but_debug = [](const Observation& one) {
    return std::tuple(one.identity.version, one.identity.gil, one.origin);
  };
  const auto all_but_version = [](const Observation& one) {
    return std::tuple(one.identity.debug, one.identity.gil, one.variant, one.origin);
  };
  add_differences(grid, groups_by(grid, all_but_debug, debug), "Release against debug", answers);
  add_differences(grid, groups_by(grid, all_but_version, version), "Versions against each other",
                  answers);
  return answers;
}

}  // namespace forklab
