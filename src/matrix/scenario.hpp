// A point in the product of the axes, and its id.
#pragma once

#include <string>
#include <string_view>

#include "axes/row.hpp"

namespace forklab {

struct Scenario {
  std::string forker;
  std::string scene;
  std::string child;
  std::string wait;

  // "main-thread/nothing/exit", with "/WAIT" appended when it is not the default way of waiting.
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

// Throws UsageError like scenario_from_id. `axis`: "forker", "scene", "child" or "wait".
void require_axis_value(std::string_view axis, std::string_view value);

// A pattern over the axes: one glob per axis, separated by '/'. Left-out axes at the end are '*',
// but a left-out wait is the default way of waiting, as in an id.
bool matches_pattern(std::string_view pattern, const Scenario& scenario);

}  // namespace forklab
