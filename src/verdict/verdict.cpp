#include "verdict/verdict.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "json/json.hpp"

namespace forklab {
namespace {

constexpr std::array<std::string_view, 9> kind_names = {
    "as expected", "regressed",      "fixed",   "changed",  "flaky",
    "unexplained", "not applicable", "not run", "lab error"};

bool is_expected(const std::string& signature, const Expectation& rule) {
  return std::find(rule.signatures.begin(), rule.signatures.end(), signature) !=
         rule.signatures.end();
}

bool every_run_is_expected(const Observation& observation, const Expectation& rule) {
  return std::all_of(observation.outcomes.begin(), observation.outcomes.end(),
                     [&](const auto& counted) { return is_expected(counted.signature, rule); });
}

bool any_lives(const std::vector<std::string>& signatures) {
  return std::any_of(signatures.begin(), signatures.end(),
                     [](const auto& signature) { return fate_of(signature) == Fate::lives; });
}

// What must show and did not; nothing of a cell that was not run often enough to tell.
std::vector<std::string> missing_in(const Observation& observation, const Expectation& rule) {
  std::vector<std::string> missing;
  if (observation.runs() < runs_that_must_show) return missing;
  for (const std::string& signature : rule.must_show)
    if (std::none_of(observation.outcomes.begin(), observation.outcomes.end(),
                     [&](const auto& counted) { return counted.signature == signature; }))
      missing.push_back(signature);
  return missing;
}

bool any_run_lives(const Observation& observation) {
  return std::any_of(observation.outcomes.begin(), observation.outcomes.end(),
                     [](const auto& one) { return fate_of(one.signature) == Fate::lives; });
}

bool every_run_lives(const Observation& observation) {
  return std::all_of(observation.outcomes.begin(), observation.outcomes.end(),
                     [](const auto& one) { return fate_of(one.signature) == Fate::lives; });
}

// All runs are among what may be, but not all shows that must.
VerdictKind kind_of_one_sided(const Observation& observation,
                              const std::vector<std::string>& missing) {
  if (every_run_lives(observation)) return VerdictKind::fixed;
  return any_lives(missing) && !any_run_lives(observation) ? VerdictKind::regressed
                                                           : VerdictKind::changed;
}

VerdictKind kind_against(const Observation& observation, const Expectation& rule) {
  if (every_run_is_expected(observation, rule)) {
    const auto missing = missing_in(observation, rule);
    if (!missing.empty()) return kind_of_one_sided(observation, missing);
    const bool steady = observation.outcomes.size() == 1 || rule.nondeterministic;
    return steady ? VerdictKind::as_expected : VerdictKind::flaky;
  }
  if (observation.outcomes.size() > 1) return VerdictKind::flaky;
  const bool lives = fate_of(observation.signature()) == Fate::lives;
  const bool was_to_live = any_lives(rule.signatures);
  if (lives == was_to_live) return VerdictKind::changed;
  return lives ? VerdictKind::fixed : VerdictKind::regressed;
}

// Some runs of a cell may have failed in the lab: then the cell is a lab error, whatever the rest.
std::optional<VerdictKind> kind_without_rule(const Observation& observation) {
  std::optional<VerdictKind> kind;
  for (const CountedOutcome& counted : observation.outcomes) switch (fate_of(counted.signature)) {
      case Fate::lab_error: return VerdictKind::lab_error;
      case Fate::not_run: kind = VerdictKind::not_run; break;
      case Fate::not_applicable: kind = VerdictKind::not_applicable; break;
      default: break;
    }
  return kind;
}

std::string rule_name(const Expectation& rule) {
  return rule.place + ": the rule for " + joined(rule.patterns);
}

}  // namespace

std::string_view name_of(VerdictKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

VerdictKind verdict_kind_named(std::string_view name) {
  const auto found = std::find(kind_names.begin(), kind_names.end(), name);
  if (found == kind_names.end()) throw LabError("unknown verdict \"" + std::string(name) + "\"");
  return static_cast<VerdictKind>(found - kind_names.begin());
}

namespace {

Verdict verdict_for(const Observation& observation, const Expectation* rule) {
  Verdict verdict{VerdictKind::unexplained,
                  observation.build,
                  observation.scenario,
                  observation.id,
                  observation.signature(),
                  {},
                  {},
                  {},
                  {},
                  {},
                  {}};
  if (observation.outcomes.size() > 1) verdict.kind = VerdictKind::flaky;
  if (rule != nullptr) {
    verdict.expected = rule->signatures;
    verdict.missing = missing_in(observation, *rule);
    verdict.reason = rule->reason;
    verdict.issue = rule->issue;
    verdict.source = rule->source;
    verdict.rule = rule->place;
    verdict.kind = kind_against(observation, *rule);
  }
  if (const auto kind = kind_without_rule(observation)) verdict.kind = *kind;
  return verdict;
}

}  // namespace

Verdict judge_against(const Observation& observation, const Expectation& rule) {
  return verdict_for(observation, &rule);
}

Verdict judge_cell(const Observation& observation, const Expectations& expectations) {
  const std::size_t index = expectations.rule_for(observation);
  const bool known = index < expectations.rules().size();
  return verdict_for(observation, known ? &expectations.rules()[index] : nullptr);
}

Judgement judge(const std::vector<Observation>& observations, const Expectations& expectations) {
  Judgement judgement;
  for (const Observation& observation : observations)
    judgement.verdicts.push_back(judge_cell(observation, expectations));
  for (const RuleUse& use : use_of_rules(observations, expectations))
    if (use.is_hidden()) judgement.shadowed.push_back(use.rule + " is hidden by " + use.hidden_by);
  return judgement;
}

std::vector<RuleUse> use_of_rules(const std::vector<Observation>& observations,
                                  const Expectations& expectations) {
  std::vector<RuleUse> uses;
  const auto& rules = expectations.rules();
  for (std::size_t i = 0; i < rules.size(); ++i) {
    RuleUse use{rules[i].place, rule_name(rules[i]), 0, 0, {}};
    for (const Observation& observation : observations) {
      if (!expectations.speaks_of(i, observation)) continue;
      ++use.speaks_of;
      const std::size_t first = expectations.rule_for(observation);
      if (first == i)
        ++use.decides;
      else
        use.hidden_by = rules[first].place;
    }
    uses.push_back(std::move(use));
  }
  return uses;
}

std::string to_json_line(const Verdict& verdict) {
  Json json{{"schema", verdict_schema},
            {"build", verdict.build},
            {"scenario", verdict.scenario},
            {"id", verdict.id},
            {"verdict", name_of(verdict.kind)},
            {"observed", verdict.observed},
            {"expected", verdict.expected},
            {"reason", verdict.reason},
            {"issue", verdict.issue},
            {"source", verdict.source},
            {"rule", verdict.rule}};
  if (!verdict.missing.empty()) json["missing"] = verdict.missing;
  return dump(json);
}

Verdict verdict_from_json(std::string_view line) {
  const Json json = parse(line);
  return {verdict_kind_named(member<std::string>(json, "verdict")),
          member<std::string>(json, "build"),
          member<std::string>(json, "scenario"),
          member<std::string>(json, "id"),
          member<std::string>(json, "observed"),
          member<std::vector<std::string>>(json, "expected"),
          member<std::string>(json, "reason"),
          member<std::string>(json, "issue"),
          member<std::string>(json, "source"),
          member<std::string>(json, "rule"),
          member_or<std::vector<std::string>>(json, "missing", {})};
}

}  // namespace forklab
