// Expectation x observation: what was known against what was seen.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "outcome/observation.hpp"
#include "verdict/expectations.hpp"

namespace forklab {

inline constexpr std::string_view verdict_schema = "forklab.verdict/1";

enum class VerdictKind {
  as_expected,
  regressed,       // it was to live (in some runs), and does not
  fixed,           // it was to die, hang or be refused (in some runs), and lives
  changed,         // it fails in another way than expected
  flaky,           // runs differ, and no rule says that they may
  unexplained,     // no rule speaks of the cell
  not_applicable,  // the question makes no sense on this build
  not_run,         // nobody looked
  lab_error,       // the lab failed; nothing is known
};
std::string_view name_of(VerdictKind kind);
VerdictKind verdict_kind_named(std::string_view name);

struct Verdict {
  VerdictKind kind{};
  std::string build;
  std::string scenario;
  std::string id;
  std::string observed;               // signature
  std::vector<std::string> expected;  // empty when unexplained
  std::string reason;
  std::string issue;
  std::string source;
  std::string rule;                    // place of the rule, may be empty
  std::vector<std::string> missing{};  // of `expected` what so many runs must show, and did not

  // Only "as expected" and "not applicable" pass: not run is never green. What nobody can explain
  // yet does not pass either, but only a strict gate fails on it.
  [[nodiscard]] bool passes() const {
    return kind == VerdictKind::as_expected || kind == VerdictKind::not_applicable;
  }
  [[nodiscard]] bool fails_gate(bool strict) const {
    return !passes() && (strict || kind != VerdictKind::unexplained);
  }
};

// What a rule does among observations. One that speaks of some and decides none is hidden by
// others.
struct RuleUse {
  std::string place;
  std::string rule;  // "PLACE: the rule for PATTERNS"
  std::size_t speaks_of = 0;
  std::size_t decides = 0;  // of those: it is the first that speaks of them
  std::string hidden_by;    // the place of a rule that comes first
  [[nodiscard]] bool is_hidden() const { return speaks_of > 0 && decides == 0; }
};

struct Judgement {
  std::vector<Verdict> verdicts;      // one for each observation, in their order
  std::vector<std::string> shadowed;  // "PLACE: rule ... is hidden by PLACE": a warning
};

Verdict judge_cell(const Observation& observation, const Expectations& expectations);
// Against one rule that speaks of exactly this cell.
Verdict judge_against(const Observation& observation, const Expectation& rule);
Judgement judge(const std::vector<Observation>& observations, const Expectations& expectations);
// One for each rule, in their order.
std::vector<RuleUse> use_of_rules(const std::vector<Observation>& observations,
                                  const Expectations& expectations);

std::string to_json_line(const Verdict& verdict);
// Throws LabError saying what is wrong with the line.
Verdict verdict_from_json(std::string_view line);

}  // namespace forklab
