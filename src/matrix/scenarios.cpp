#include "matrix/scenarios.hpp"

#include <algorithm>
#include <unordered_set>

#include "axes/axes.hpp"
#include "base/glob.hpp"
#include "base/suggest.hpp"
#include "toml/toml_file.hpp"

namespace forklab {
namespace {

// Scenarios in the order in which they were added first.
class OrderedScenarios {
 public:
  void add(Scenario scenario) {
    if (ids_.insert(scenario.id()).second) scenarios_.push_back(std::move(scenario));
  }
  [[nodiscard]] bool empty() const { return scenarios_.empty(); }
  [[nodiscard]] std::vector<Scenario> take() { return std::move(scenarios_); }

 private:
  std::vector<Scenario> scenarios_;
  std::unordered_set<std::string> ids_;
};

class Reader {
 public:
  Reader(std::string_view text, std::string name) : file_(text, std::move(name), 1) {
    file_.check_keys(file_.root(), {"schema", "alias", "suite", "exclude"});
  }

  std::map<std::string, Scenario> aliases() {
    const toml::table* table = file_.table_at(file_.root(), "alias");
    if (table != nullptr)
      for (const auto& [key, node] : *table) {
        const std::string name(key.str());
        if (name.find_first_of("/* ") != std::string::npos)
          file_.fail(node, "alias \"" + name + "\" may not hold '/', '*' or a space");
        const Scenario scenario = scenario_at(node, file_.text(*table, name.c_str()));
        for (const auto& [other, aliased] : aliases_)
          if (aliased == scenario)
            file_.fail(node, "\"" + name + "\" and \"" + other + "\" name the same scenario");
        aliases_.emplace(name, scenario);
      }
    return aliases_;
  }

  std::vector<Exclusion> exclusions() {
    for (const toml::table* table : file_.tables("exclude")) {
      file_.check_keys(*table, {"scenario", "reason"});
      for (const std::string& pattern : file_.texts(*table, "scenario")) {
        if (std::count(pattern.begin(), pattern.end(), '/') < 2)
          file_.fail(*table,
                     "exclusion \"" + pattern + "\" must read FORKER/SCENE/CHILD[/WAIT][/GUARD]");
        exclusions_.push_back({pattern, file_.text(*table, "reason")});
      }
    }
    return exclusions_;
  }

  std::pair<std::string, std::vector<Scenario>> suite(const toml::table& table) {
    file_.check_keys(table, {"name", "deadline", "scenarios", "product"});
    OrderedScenarios scenarios;
    if (table.contains("scenarios"))
      for (const auto& [name, node] : file_.placed_texts(table, "scenarios"))
        scenarios.add(aliases_.contains(name) ? aliases_.at(name) : scenario_at(*node, name));
    if (const toml::node* products = table.get("product")) {
      if (!products->is_array_of_tables())
        file_.fail(*products, "\"product\" must be written as [[suite.product]] tables");
      for (const toml::node& product : *products->as_array()) add_product(scenarios, product);
    }
    if (scenarios.empty())
      file_.fail(table, "the suite is empty: give scenarios or [[suite.product]]");
    return {file_.text(table, "name"), scenarios.take()};
  }

  std::optional<double> deadline(const toml::table& table) const {
    const toml::node* node = table.get("deadline");
    if (node == nullptr) return std::nullopt;
    const auto seconds = node->value<double>();
    if (!seconds || *seconds <= 0) file_.fail(*node, "\"deadline\" must be seconds, more than 0");
    return seconds;
  }

  [[nodiscard]] const TomlFile& file() const { return file_; }

 private:
  Scenario scenario_at(const toml::node& node, const std::string& id) const {
    try {
      return scenario_from_id(id);
    } catch (const UsageError& error) {
      file_.fail(node, error.what());
    }
  }

  // The values of one axis of a product: names or globs; an absent axis is its first value.
  std::vector<std::string> axis(const toml::table& table, const char* name,
                                const auto& values) const {
    if (!table.contains(name)) return {std::string(values.front().name)};
    std::vector<std::string> chosen;
    for (const auto& [pattern, node] : file_.placed_texts(table, name)) {
      const std::size_t before = chosen.size();
      for (const AxisValue& value : values)
        if (matches_glob(pattern, value.name)) chosen.emplace_back(value.name);
      if (chosen.size() == before) refuse_value(*node, name, pattern);
    }
    return chosen;
  }

  [[noreturn]] void refuse_value(const toml::node& node, const char* axis,
                                 const std::string& value) const {
    try {
      require_axis_value(axis, value);
    } catch (const UsageError& error) {
      file_.fail(node, error.what());
    }
    file_.fail(node, "no value matches");
  }

  [[nodiscard]] bool excluded(const Scenario& scenario) const {
    return std::any_of(exclusions_.begin(), exclusions_.end(), [&](const Exclusion& exclusion) {
      return matches_pattern(exclusion.pattern, scenario);
    });
  }

  void add_product(OrderedScenarios& scenarios, const toml::node& node) const {
    const toml::table& product = *node.as_table();
    file_.check_keys(product, {"forker", "scene", "child", "wait", "guard"});
    for (const auto& forker : axis(product, "forker", forkers()))
      for (const auto& scene : axis(product, "scene", scenes()))
        for (const auto& child : axis(product, "child", child_works()))
          for (const auto& wait : axis(product, "wait", waits()))
            for (const auto& guard : axis(product, "guard", guards()))
              if (Scenario scenario{forker, scene, child, wait, guard}; !excluded(scenario))
                scenarios.add(std::move(scenario));
  }

  TomlFile file_;
  std::map<std::string, Scenario> aliases_;
  std::vector<Exclusion> exclusions_;
};

}  // namespace

Scenarios Scenarios::from_toml(std::string_view text, std::string name) {
  Reader reader(text, std::move(name));
  Scenarios scenarios;
  scenarios.aliases_ = reader.aliases();
  scenarios.exclusions_ = reader.exclusions();
  for (const toml::table* table : reader.file().tables("suite")) {
    auto suite = reader.suite(*table);
    for (const auto& [other, ignored] : scenarios.suites_)
      if (other == suite.first)
        reader.file().fail(*table, "suite \"" + other + "\" is there twice");
    if (const auto deadline = reader.deadline(*table))
      scenarios.deadlines_.emplace(suite.first, *deadline);
    scenarios.suites_.push_back(std::move(suite));
  }
  return scenarios;
}

std::vector<std::string> Scenarios::suite_names() const {
  std::vector<std::string> names;
  for (const auto& [name, ignored] : suites_) names.push_back(name);
  return names;
}

double Scenarios::deadline_seconds(std::string_view suite) const {
  const auto found = deadlines_.find(suite);
  return found == deadlines_.end() ? 10 : found->second;
}

NamedScenario Scenarios::named(const Scenario& scenario) const {
  for (const auto& [alias, aliased] : aliases_)
    if (aliased == scenario) return {alias, scenario};
  return {scenario.id(), scenario};
}

std::vector<Scenario> Scenarios::all() const {
  OrderedScenarios all;
  for (const auto& [alias, scenario] : aliases_) all.add(scenario);
  for (const auto& [name, scenarios] : suites_)
    for (const Scenario& scenario : scenarios) all.add(scenario);
  return all.take();
}

std::vector<NamedScenario> Scenarios::suite(std::string_view name) const {
  for (const auto& [suite_name, scenarios] : suites_) {
    if (suite_name != name) continue;
    std::vector<NamedScenario> result;
    for (const Scenario& scenario : scenarios) result.push_back(named(scenario));
    return result;
  }
  throw UsageError("there is no suite \"" + std::string(name) + "\"" +
                   did_you_mean(name, suite_names()));
}

std::vector<NamedScenario> Scenarios::select(std::string_view pattern) const {
  if (const auto alias = aliases_.find(std::string(pattern)); alias != aliases_.end())
    return {{alias->first, alias->second}};
  const bool is_glob = pattern.find('*') != std::string_view::npos;
  if (!is_glob && pattern.find('/') != std::string_view::npos)
    return {named(scenario_from_id(pattern))};
  std::vector<NamedScenario> found;
  std::vector<std::string> names;
  for (const Scenario& scenario : all()) {
    const NamedScenario candidate = named(scenario);
    names.push_back(candidate.name);
    if (is_glob && (matches_glob(pattern, candidate.name) || matches_glob(pattern, scenario.id())))
      found.push_back(candidate);
  }
  if (!found.empty()) return found;
  throw UsageError(std::string(is_glob ? "no scenario matches \"" : "there is no scenario \"") +
                   std::string(pattern) + "\"" + (is_glob ? "" : did_you_mean(pattern, names)) +
                   " (forklab list shows them all)");
}

}  // namespace forklab
