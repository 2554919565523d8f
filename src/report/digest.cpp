#include "report/digest.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "report/fates.hpp"

namespace forklab {
namespace {

// FORKER, SCENE, CHILD[/WAIT]
std::array<std::string, 3> axes_of(const std::string& id) {
  const auto first = id.find('/');
  const auto second = first == id.npos ? id.npos : id.find('/', first + 1);
  if (second == id.npos) return {id, "", ""};
  return {id.substr(0, first), id.substr(first + 1, second - first - 1), id.substr(second + 1)};
}

// How many ids a pattern stands for: the product of the values per axis.
std::size_t covered_by(const std::string& pattern) {
  std::size_t product = 1, values = 1;
  for (const char c : pattern) {
    if (c == ',') ++values;
    if (c == '/') product *= std::exchange(values, 1);
  }
  return product * values;
}

int severity(const std::vector<std::string>& signatures) {
  int worst = 0;
  for (const std::string& signature : signatures) {
    if (signature.empty()) continue;
    const bool is_flaky = signature.starts_with("flaky");
    const FateLook look = is_flaky ? flaky_look() : look_of(fate_of(signature));
    worst = std::max(worst, look.severity);
  }
  return worst;
}

}  // namespace

// First the scenes of each forker and child together, then the forkers that have the same scenes,
// then the children that have the same forkers and scenes.
std::vector<std::string> patterns_of(const std::vector<std::string>& ids) {
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> scenes;
  for (const std::string& id : ids) {
    const auto [forker, scene, child] = axes_of(id);
    scenes[{child, forker}].push_back(scene);
  }
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> forkers;
  for (const auto& [key, values] : scenes)
    forkers[{key.first, joined(values, ",")}].push_back(key.second);
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> children;
  for (const auto& [key, values] : forkers)
    children[{joined(values, ","), key.second}].push_back(key.first);
  std::vector<std::string> patterns;
  for (const auto& [key, values] : children)
    patterns.push_back(
        key.second.empty() ? key.first : key.first + "/" + key.second + "/" + joined(values, ","));
  std::stable_sort(patterns.begin(), patterns.end(),
                   [](const auto& a, const auto& b) { return covered_by(a) > covered_by(b); });
  return patterns;
}

std::vector<DigestRow> digest_of(const Grid& grid) {
  std::map<std::vector<std::string>, DigestRow> rows;
  std::map<std::vector<std::string>, std::vector<std::string>> ids;
  for (const std::string& scenario : grid.scenarios) {
    std::vector<std::string> signatures;
    std::string id = scenario;
    for (const std::string& build : grid.builds) {
      const GridCell* cell = grid.cell(scenario, build);
      signatures.push_back(cell == nullptr ? "" : cell->observation->signature());
      if (cell != nullptr) id = cell->observation->id;
    }
    rows[signatures].scenarios.push_back(scenario);
    ids[signatures].push_back(id);
  }
  std::vector<DigestRow> sorted;
  for (auto& [signatures, row] : rows) {
    row.signatures = signatures;
    row.patterns = patterns_of(ids[signatures]);
    sorted.push_back(std::move(row));
  }
  std::stable_sort(sorted.begin(), sorted.end(), [](const DigestRow& a, const DigestRow& b) {
    return std::pair(-severity(a.signatures), -static_cast<long>(a.scenarios.size())) <
           std::pair(-severity(b.signatures), -static_cast<long>(b.scenarios.size()));
  });
  return sorted;
}

}  // namespace forklab
