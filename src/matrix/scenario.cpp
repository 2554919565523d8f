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
  if (axis == "wait") return names_of(waits());
  FORKLAB_CHECK(axis == "guard");
  return names_of(guards());
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
std::string default_guard() { return std::string(guards().front().name); }

// A slip of the pen in a fourth part may have meant either axis.
void require_wait(const std::string& id, const std::string& value) {
  const bool is_fourth_of_four = std::count(id.begin(), id.end(), '/') == 3;
  if (!is_fourth_of_four || wait_named(value) != nullptr) return require_axis_value("wait", value);
  std::vector<std::string> values = values_of("wait");
  for (std::string& guard : values_of("guard")) values.push_back(std::move(guard));
  throw UsageError("neither axis wait nor axis guard has a value \"" + value + "\"" +
                   did_you_mean(value, values));
}

}  // namespace

std::string Scenario::id() const {
  std::string id = forker + "/" + scene + "/" + child;
  if (wait != default_wait()) id += "/" + wait;
  if (guard != default_guard()) id += "/" + guard;
  return id;
}

bool Scenario::needs(Needs what) const {
  const auto asks = [what](const AxisValue* value) {
    return value != nullptr && asks_for(value->needs, what);
  };
  return asks(forker_named(forker)) || asks(scene_named(scene)) || asks(child_work_named(child)) ||
         asks(wait_named(wait)) || asks(guard_named(guard));
}

bool Scenario::needs_314() const { return needs(Needs::sub_interpreters); }
bool Scenario::needs_trio() const { return needs(Needs::trio); }

Scenario scenario_from_id(std::string_view id) {
  const auto parts = parts_by_axis(id);
  if (!parts || std::count(id.begin(), id.end(), '/') < 2)
    throw UsageError("\"" + std::string(id) +
                     "\" is no scenario: an id reads FORKER/SCENE/CHILD[/WAIT][/GUARD]");
  Scenario scenario{(*parts)[0], (*parts)[1], (*parts)[2], (*parts)[3], (*parts)[4]};
  require_axis_value("forker", scenario.forker);
  require_axis_value("scene", scenario.scene);
  require_axis_value("child", scenario.child);
  require_wait(std::string(id), scenario.wait);
  require_axis_value("guard", scenario.guard);
  return scenario;
}

void require_axis_value(std::string_view axis, std::string_view value) {
  const std::vector<std::string> values = values_of(axis);
  if (std::find(values.begin(), values.end(), value) != values.end()) return;
  throw UsageError("axis " + std::string(axis) + " has no value \"" + std::string(value) + "\"" +
                   did_you_mean(value, values));
}

std::optional<std::array<std::string, 5>> parts_by_axis(std::string_view text) {
  std::vector<std::string> parts = split(text);
  if (parts.size() > 5) return std::nullopt;
  while (parts.size() < 3) parts.emplace_back("*");
  const bool has_wait = parts.size() == 5 || (parts.size() == 4 && !guard_named(parts[3]));
  const bool has_guard = parts.size() == 5 || (parts.size() == 4 && !has_wait);
  return std::array{parts[0], parts[1], parts[2], has_wait ? parts[3] : default_wait(),
                    has_guard ? parts.back() : default_guard()};
}

std::string guard_in_id(std::string_view id) {
  const auto parts = parts_by_axis(id);
  return parts && id.ends_with("/" + parts->back()) ? parts->back() : "";
}

bool matches_pattern(std::string_view pattern, const Scenario& scenario) {
  const auto globs = parts_by_axis(pattern);
  return globs && matches_glob((*globs)[0], scenario.forker) &&
         matches_glob((*globs)[1], scenario.scene) && matches_glob((*globs)[2], scenario.child) &&
         matches_glob((*globs)[3], scenario.wait) && matches_glob((*globs)[4], scenario.guard);
}

}  // namespace forklab
