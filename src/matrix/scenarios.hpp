// matrix/scenarios.toml: aliases and suites.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "matrix/scenario.hpp"

namespace forklab {

struct NamedScenario {
  std::string name;  // its alias if it has one, else its id
  Scenario scenario;
};

// A product of axis values that does not belong to a suite, and why.
struct Exclusion {
  std::string pattern;
  std::string reason;
};

class Scenarios {
 public:
  // `name` is shown in errors. Throws LabError naming file and line.
  static Scenarios from_toml(std::string_view text, std::string name);

  [[nodiscard]] const std::map<std::string, Scenario>& aliases() const { return aliases_; }
  [[nodiscard]] const std::vector<Exclusion>& exclusions() const { return exclusions_; }
  [[nodiscard]] std::vector<std::string> suite_names() const;

  // In the suite's order, each scenario once. Throws UsageError for an unknown suite.
  [[nodiscard]] std::vector<NamedScenario> suite(std::string_view name) const;
  // Seconds a run of the suite's scenarios may take; 10 unless the suite says otherwise.
  [[nodiscard]] double deadline_seconds(std::string_view suite) const;
  // What a user asked for: an alias, an id, or a glob over the names and ids of all suites and
  // aliases. Throws UsageError when there is no such scenario.
  [[nodiscard]] std::vector<NamedScenario> select(std::string_view pattern) const;
  // Every scenario that has an alias or is in a suite, each once.
  [[nodiscard]] std::vector<Scenario> all() const;
  [[nodiscard]] NamedScenario named(const Scenario& scenario) const;

 private:
  std::map<std::string, Scenario> aliases_;
  std::vector<Exclusion> exclusions_;
  std::vector<std::pair<std::string, std::vector<Scenario>>> suites_;
  std::map<std::string, double, std::less<>> deadlines_;
};

}  // namespace forklab
