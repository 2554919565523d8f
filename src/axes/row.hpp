// What is known of a value of an axis. The rows are made of the files of this room (generate.py).
#pragma once

#include <algorithm>
#include <iterator>
#include <string_view>

namespace forklab {

// What the Python under test has to have.
enum class Needs : unsigned {
  nothing = 0,
  sub_interpreters = 1,  // and what came with them: 3.14
  trio = 2,
};
constexpr Needs operator|(Needs a, Needs b) {
  return static_cast<Needs>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr bool asks_for(Needs needs, Needs one) {
  return (static_cast<unsigned>(needs) & static_cast<unsigned>(one)) != 0;
}

enum class Said {
  in_python,   // the probe runs the text
  by_probe,    // the probe has a function for it; the text says the same in a script
  not_at_all,  // doing nothing is what it means
};

struct AxisValue {
  std::string_view name;
  std::string_view description;
  Needs needs = Needs::nothing;
  Said said = Said::in_python;
  // A Python function: fork(), scene(), child(), wait(pid) or guard().
  std::string_view text{};
  std::string_view argument{};  // Python that the probe's function gets, if it takes any
};

// Who calls fork. fork() returns the new process; in the child it goes on where forklab._be_child()
// comes back or raises, as a user's code would.
struct Forker : AxisValue {
  bool in_c = false;  // the text uses the module of forkers.c
  // wait(pid) where the child is no child of the process: in place of the axis' way of waiting.
  std::string_view joins{};
  std::string_view lets_go{};  // let_go(): after the child's end, what is kept by design
};

// What surrounds the fork.
struct Scene : AxisValue {};

// What the child does. One that is said by the probe tells its checkpoints itself.
struct ChildWork : AxisValue {
  // Afterwards it goes back through whatever forked it, with the exception if there is one, instead
  // of ending at once by _exit().
  bool goes_back = false;
};

// How the parent waits.
struct Wait : AxisValue {
  bool holds_child = false;        // until release(), or until the parent has ended
  bool in_trio_thread = false;     // called by the scene through trio.to_thread
  bool waits_for_orphan = false;   // the child goes on when its parent has ended
  std::string_view preparation{};  // prepare(): before the fork
};

// What protects the fork: called on the main thread before the scene is set.
struct Guard : AxisValue {};

namespace row_rules {

constexpr bool whole(const AxisValue& value) {
  const bool nothing = value.said == Said::not_at_all;
  return !value.name.empty() && !value.description.empty() && value.text.empty() == nothing &&
         (value.argument.empty() || value.said == Said::by_probe);
}

constexpr bool consistent(const Forker& row) { return row.said != Said::not_at_all; }
constexpr bool consistent(const Scene& row) { return row.said == Said::in_python; }
constexpr bool consistent(const ChildWork&) { return true; }
constexpr bool consistent(const Wait& row) {
  return (!row.waits_for_orphan || (row.holds_child && row.said == Said::not_at_all)) &&
         (!row.in_trio_thread || asks_for(row.needs, Needs::trio));
}
constexpr bool consistent(const Guard& row) { return row.said != Said::by_probe; }

}  // namespace row_rules

// Whether nothing is missing from the rows of an axis: there is one, names are unique, each is said
// in one way, properties go together.
constexpr bool whole(const auto& rows) {
  for (auto row = std::begin(rows); row != std::end(rows); ++row) {
    if (!row_rules::whole(*row) || !row_rules::consistent(*row)) return false;
    const auto same = [row](const AxisValue& other) { return other.name == row->name; };
    if (std::any_of(std::next(row), std::end(rows), same)) return false;
  }
  return std::begin(rows) != std::end(rows);
}

// Whether no value of one axis is called as one of the other: where either may stand in an id.
constexpr bool disjoint(const auto& rows, const auto& others) {
  return std::none_of(std::begin(rows), std::end(rows), [&](const AxisValue& one) {
    return std::any_of(std::begin(others), std::end(others),
                       [&](const AxisValue& other) { return one.name == other.name; });
  });
}

}  // namespace forklab
