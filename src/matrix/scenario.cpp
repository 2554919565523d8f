#include "matrix/scenario.hpp"

#include <algorithm>
#include <vector>

#include "axes/axes.hpp"
#include "base/error.hpp"
#include "base/glob.hpp"
#include "base/suggest.hpp"

namespace forklab {
namespace {

std::vector<std::string> names_of(const auto& rows) {
  std::vector<std::string> names;
  for (const AxisValue& value : rows) names.emplace_back(value.name);
  return names;
}

std::vector<std::string> values_of(std::string_view axis) {
  if (axis == "forker") return names_of(forkers());
  if (axis == "scene") return names_of(scenes());
  if (axis == "child") return names_of(child_works());
  FORKLAB_CHECK(axis == "wait");
  return names_of(waits());
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  for (;;) {
    const auto slash = text.find('/');
    parts.emplace_back(text.substr(0, slash));
    if (slash == std::string_view::npos) return parts;
    text.remove_prefix(slash + 1);
  }
}

std::string default_wait() { return std::string(waits().front().name); }

}  // namespace

std::string Scenario::id() const {
  const std::string id = forker + "/" + scene + "/" + child;
  return wait == default_wait() ? id : id + "/" + wait;
}

bool Scenario::needs(Needs what) const {
  const auto asks = [what](const AxisValue* value) {
    return value != nullptr && asks_for(value->needs, what);
  };
  return asks(forker_named(forker)) || asks(scene_named(scene)) || asks(child_work_named(child)) ||
         asks(wait_named(wait));
}

bool Scenario::needs_314() const { return needs(Needs::sub_interpreters); }
bool Scenario::needs_trio() const { return needs(Needs::trio); }

Scenario scenario_from_id(std::string_view id) {
  std::vector<std::string> parts = split(id);
  if (parts.size() == 3) parts.push_back(default_wait());
  if (parts.size() != 4)
    throw UsageError(
        "\"" + std::string(id) +
        "\" is no scenario: an id reads FORKER/SCENE/CHILD or FORKER/SCENE/CHILD/WAIT");
  Scenario scenario{parts[0], parts[1], parts[2], parts[3]};
  require_axis_value("forker", scenario.forker);
  require_axis_value("scene", scenario.scene);
  require_axis_value("child", scenario.child);
  require_axis_value("wait", scenario.wait);
  return scenario;
}

void require_axis_value(std::string_view axis, std::string_view value) {
  const std::vector<std::string> values = values_of(axis);
  if (std::find(values.begin(), values.end(), value) != values.end()) return;
  throw UsageError("axis " + std::string(axis) + " has no value \"" + std::string(value) + "\"" +
                   did_you_mean(value, values));
}

bool matches_pattern(std::string_view pattern, const Scenario& scenario) {
  std::vector<std::string> globs = split(pattern);
  while (globs.size() < 3) globs.emplace_back("*");
  if (globs.size() == 3) globs.push_back(default_wait());
  return globs.size() == 4 && matches_glob(globs[0], scenario.forker) &&
         matches_glob(globs[1], scenario.scene) && matches_glob(globs[2], scenario.child) &&
         matches_glob(globs[3], scenario.wait);
}

}  // namespace forklab
