// A point in the product of the axes, and its id.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "axes/row.hpp"

namespace forklab {

struct Scenario {
  std::string forker;
  std::string scene;
  std::string child;
  std::string wait;
  std::string guard;

  // "main-thread/nothing/exit", with "/WAIT" appended when it is not the default way of waiting,
  // then "/GUARD" when there is one.
  [[nodiscard]] std::string id() const;
  // Whether any of its values needs trio to be importable.
  [[nodiscard]] bool needs_trio() const;

  // Whether it asks for what 3.14 has first: sub-interpreters as forklab makes them, the
  // primitives.
  [[nodiscard]] bool needs_314() const;

  friend bool operator==(const Scenario&, const Scenario&) = default;

 private:
  [[nodiscard]] bool needs(Needs what) const;
};

// Throws UsageError naming the axis and the value that does not exist, and the nearest that does.
Scenario scenario_from_id(std::string_view id);

// Throws UsageError like scenario_from_id. `axis`: "forker", "scene", "child", "wait" or
// "guard".
void require_axis_value(std::string_view axis, std::string_view value);

// The parts of an id or a pattern by axis, what is left out filled in: FORKER/SCENE/CHILD, then a
// WAIT, a GUARD, both in this order, or neither. A fourth part is the guard if it is the name of
// one. A left-out wait or guard is the default, axes left out before it are '*'. Nothing for more
// than five parts.
std::optional<std::array<std::string, 5>> parts_by_axis(std::string_view text);
// The guard that an id names; "" where it names none, or is no id.
std::string guard_in_id(std::string_view id);
// The names of the axes in that order.
inline constexpr std::array axis_names = {"forker", "scene", "child", "wait", "guard"};

// A pattern over the axes: one glob per axis, as parts_by_axis has them.
bool matches_pattern(std::string_view pattern, const Scenario& scenario);

}  // namespace forklab
