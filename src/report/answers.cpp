#include "report/answers.hpp"

#include <algorithm>
#include <set>
#include <tuple>

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

}  // namespace

std::vector<Answer> answers_of(const Grid& grid) {
  std::vector<Answer> answers;
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
