// What is asked of each build, and what its answer depends on.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "matrix/builds.hpp"
#include "matrix/scenarios.hpp"
#include "run/plan.hpp"

namespace forklab {

class BuildQuestion {
 public:
  // Throws UsageError: there is no such script, or there are several.
  static BuildQuestion of_script(const std::filesystem::path& script,
                                 const std::vector<std::string>& arguments,
                                 std::chrono::milliseconds deadline);
  // `name`: as Scenarios::select() takes it. Throws UsageError: there is no such scenario, or there
  // are several.
  static BuildQuestion of_scenario(const Scenarios& scenarios, const std::string& name,
                                   std::chrono::milliseconds deadline);

  // For people: the script's or the scenario's.
  [[nodiscard]] const std::string& name() const { return name_; }
  // "scenario ID", or "script NAME HASH" with the hash of its text and arguments.
  [[nodiscard]] const std::string& asked() const { return asked_; }
  // "probe" when a build needs one to be asked, else "no-probe".
  [[nodiscard]] std::string kind() const { return scripts_.empty() ? "probe" : "no-probe"; }
  // Empty for a scenario.
  [[nodiscard]] const std::string& script_text() const { return text_; }

  // All that the outcome on `build` under `conditions` depends on, as the key of a RunCache.
  [[nodiscard]] std::string key_on(const Build& build, const Conditions& conditions) const;
  // One cell.
  [[nodiscard]] std::vector<PlannedCell> cell_on(const Build& build) const;

 private:
  explicit BuildQuestion(std::chrono::milliseconds deadline) { plan_.deadline = deadline; }

  PlanOptions plan_;
  std::vector<Script> scripts_;
  std::vector<NamedScenario> scenarios_;
  std::string name_, asked_, text_;
};

}  // namespace forklab
