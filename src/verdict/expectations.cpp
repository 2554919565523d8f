#include "verdict/expectations.hpp"

#include <algorithm>
#include <charconv>

#include "base/file.hpp"
#include "base/suggest.hpp"
#include "toml/toml_file.hpp"

namespace forklab {
namespace {

// The leading numbers of "3.14.8rc1": 3, 14, 8.
std::vector<int> numbers_of(std::string_view text) {
  std::vector<int> numbers;
  while (!text.empty()) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) break;
    numbers.push_back(number);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (!text.starts_with('.')) break;
    text.remove_prefix(1);
  }
  return numbers;
}

// <0, 0, >0; only as many parts as the bound has: "3.14.8" equals the bound "3.14".
int compare(const std::vector<int>& version, const std::vector<int>& bound) {
  for (std::size_t i = 0; i < bound.size(); ++i) {
    const int part = i < version.size() ? version[i] : 0;
    if (part != bound[i]) return part < bound[i] ? -1 : 1;
  }
  return 0;
}

// Nothing where `table` has no "version".
std::optional<VersionRange> version_in(const TomlFile& file, const toml::table& table) {
  if (!table.contains("version")) return std::nullopt;
  const std::string text = file.text(table, "version");
  try {
    return VersionRange::parse(text);
  } catch (const LabError& error) {
    file.fail(*table.get("version"), error.what());
  }
}

// What all rules of a file share.
struct Shared {
  std::vector<Scenario> scenarios;      // of all suites
  std::optional<VersionRange> version;  // that a rule speaks of which names none
};

BuildPredicate predicate_from(const TomlFile& file, const toml::table& rule, const Shared& shared) {
  BuildPredicate predicate;
  predicate.version = shared.version;
  const toml::table* table = file.table_at(rule, "build");
  if (table == nullptr) return predicate;
  file.check_keys(*table, {"version", "debug", "gil", "origin", "variant"});
  if (const auto version = version_in(file, *table)) predicate.version = version;
  if (table->contains("debug")) predicate.debug = file.flag_or(*table, "debug", false);
  if (table->contains("gil")) predicate.gil = file.flag_or(*table, "gil", true);
  if (table->contains("origin")) predicate.origin = file.text(*table, "origin");
  if (table->contains("variant")) predicate.variant = file.text(*table, "variant");
  return predicate;
}

// Every part of a pattern must be able to match something.
void check_pattern(const TomlFile& file, const toml::node& node, const std::string& pattern) {
  const auto slashes = std::count(pattern.begin(), pattern.end(), '/');
  const auto parts = parts_by_axis(pattern);
  if (slashes < 2 || !parts)
    file.fail(node,
              "\"" + pattern + "\" is neither an alias nor FORKER/SCENE/CHILD[/WAIT][/GUARD]");
  for (std::size_t axis = 0; axis < parts->size(); ++axis) {
    const std::string& part = (*parts)[axis];
    if (part.find('*') != std::string::npos) continue;
    try {
      require_axis_value(axis_names[axis], part);
    } catch (const UsageError& error) {
      file.fail(node, error.what());
    }
  }
}

// An alias is resolved.
std::vector<std::string> patterns_of(const TomlFile& file, const toml::table& table,
                                     const Scenarios& scenarios, const Shared& shared) {
  std::vector<std::string> patterns;
  for (const auto& [given, node] : file.placed_texts(table, "scenario")) {
    const auto alias = scenarios.aliases().find(given);
    const bool is_alias = alias != scenarios.aliases().end();
    if (!is_alias) check_pattern(file, *node, given);
    const std::string pattern = is_alias ? alias->second.id() : given;
    if (std::none_of(shared.scenarios.begin(), shared.scenarios.end(),
                     [&](const auto& scenario) { return matches_pattern(pattern, scenario); }))
      file.fail(*node, "\"" + pattern + "\" matches no scenario of any suite");
    if (std::find(patterns.begin(), patterns.end(), pattern) != patterns.end())
      file.fail(*node, "\"" + pattern + "\" is there twice");
    patterns.push_back(pattern);
  }
  return patterns;
}

std::vector<std::string> must_show_of(const TomlFile& file, const toml::table& table,
                                      const Expectation& rule) {
  std::vector<std::string> must_show;
  if (!table.contains("must_show")) return must_show;
  if (!rule.nondeterministic)
    file.fail(*table.get("must_show"), "\"must_show\" needs nondeterministic = true");
  for (const auto& [signature, node] : file.placed_texts(table, "must_show")) {
    if (std::find(rule.signatures.begin(), rule.signatures.end(), signature) ==
        rule.signatures.end())
      file.fail(*node, "\"" + signature + "\" must be one of \"signature\"");
    must_show.push_back(signature);
  }
  return must_show;
}

Expectation rule_from(const TomlFile& file, const toml::table& table, const Scenarios& scenarios,
                      const Shared& shared) {
  file.check_keys(table, {"scenario", "build", "signature", "nondeterministic", "must_show",
                          "reason", "issue", "source"});
  Expectation rule;
  rule.patterns = patterns_of(file, table, scenarios, shared);
  rule.build = predicate_from(file, table, shared);
  rule.signatures = file.texts(table, "signature");
  rule.nondeterministic = file.flag_or(table, "nondeterministic", false);
  rule.must_show = must_show_of(file, table, rule);
  rule.reason = file.text(table, "reason");
  rule.issue = file.text_or(table, "issue", "");
  rule.source = file.text_or(table, "source", "");
  rule.place = file.place(table);
  if (rule.issue.empty() && rule.source.empty())
    file.fail(table, "a rule needs an \"issue\" or a \"source\" that says why");
  if (rule.signatures.size() > 1 && !rule.nondeterministic)
    file.fail(table, "more than one signature needs nondeterministic = true");
  return rule;
}

}  // namespace

VersionRange VersionRange::parse(std::string_view text) {
  VersionRange range;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    std::string_view part = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    while (part.starts_with(' ')) part.remove_prefix(1);
    const auto digits = std::min(part.find_first_of("0123456789"), part.size());
    std::string sign(part.substr(0, digits));
    while (sign.ends_with(' ')) sign.pop_back();
    const std::vector<int> version = numbers_of(part.substr(digits));
    constexpr std::string_view signs[] = {"<", "<=", "==", "!=", ">=", ">"};
    if (version.empty() || std::find(std::begin(signs), std::end(signs), sign) == std::end(signs))
      throw LabError("version \"" + std::string(part) +
                     "\" must read like \">=3.14\" or \"<3.15\"");
    range.comparisons_.push_back({sign, version});
  }
  if (range.comparisons_.empty())
    throw LabError("version range is empty; it must read like \">=3.14\"");
  return range;
}

bool VersionRange::contains(std::string_view text) const {
  const std::vector<int> version = numbers_of(text);
  return std::all_of(comparisons_.begin(), comparisons_.end(), [&](const Comparison& comparison) {
    const int order = compare(version, comparison.version);
    if (comparison.sign == "<") return order < 0;
    if (comparison.sign == "<=") return order <= 0;
    if (comparison.sign == "==") return order == 0;
    if (comparison.sign == "!=") return order != 0;
    return comparison.sign == ">=" ? order >= 0 : order > 0;
  });
}

bool BuildPredicate::holds_for(const Observation& observation) const {
  return (!version || version->contains(observation.identity.version)) &&
         (!debug || *debug == observation.identity.debug) &&
         (!gil || *gil == observation.identity.gil) && (!origin || *origin == observation.origin) &&
         (!variant || *variant == observation.variant);
}

Expectations Expectations::from_toml(std::string_view text, std::string name,
                                     const Scenarios& scenarios) {
  const TomlFile file(text, std::move(name), 1);
  file.check_keys(file.root(), {"schema", "version", "expect"});
  Expectations expectations;
  const Shared shared{scenarios.all(), version_in(file, file.root())};
  for (const toml::table* table : file.tables("expect"))
    expectations.rules_.push_back(rule_from(file, *table, scenarios, shared));
  return expectations;
}

static void require_one_of(const Expectation& rule, const char* what,
                           const std::optional<std::string>& given,
                           const std::vector<std::string>& known) {
  if (given && std::find(known.begin(), known.end(), *given) == known.end())
    throw LabError(rule.place + ": there is no " + what + " \"" + *given + "\"" +
                   did_you_mean(*given, known));
}

void Expectations::require_known(const std::vector<std::string>& variants,
                                 const std::vector<std::string>& origins) const {
  for (const Expectation& rule : rules_) {
    require_one_of(rule, "variant", rule.build.variant, variants);
    require_one_of(rule, "origin", rule.build.origin, origins);
  }
}

// Nothing for a script, and for a scenario that another forklab has and this one has not.
static std::optional<Scenario> scenario_of(const std::string& id) {
  try {
    return scenario_from_id(id);
  } catch (const UsageError&) {
    return std::nullopt;
  }
}

bool Expectations::speaks_of(std::size_t rule, const Observation& observation) const {
  const Expectation& expectation = rules_[rule];
  const std::optional<Scenario> scenario = scenario_of(observation.id);
  return scenario && expectation.build.holds_for(observation) &&
         std::any_of(
             expectation.patterns.begin(), expectation.patterns.end(),
             [&](const std::string& pattern) { return matches_pattern(pattern, *scenario); });
}

std::size_t Expectations::rule_for(const Observation& observation) const {
  std::size_t rule = 0;
  while (rule < rules_.size() && !speaks_of(rule, observation)) ++rule;
  return rule;
}

Expectations load_expectations(const std::filesystem::path& folder, const Scenarios& scenarios) {
  const auto file = folder / "expectations.toml";
  return Expectations::from_toml(read_file(file), file.string(), scenarios);
}

}  // namespace forklab
