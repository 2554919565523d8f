#include "verdict/expectations.hpp"

#include <algorithm>
#include <charconv>

#include "base/file.hpp"
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

BuildPredicate predicate_from(const TomlFile& file, const toml::table& rule) {
  BuildPredicate predicate;
  const toml::node* node = rule.get("build");
  if (node == nullptr) return predicate;
  const toml::table* table = node->as_table();
  if (table == nullptr) file.fail(*node, "\"build\" must be a table like { debug = true }");
  file.check_keys(*table, {"version", "debug", "gil", "origin", "variant"});
  try {
    if (table->contains("version"))
      predicate.version = VersionRange::parse(file.text(*table, "version"));
  } catch (const LabError& error) {
    if (std::string_view(error.what()).starts_with("version")) file.fail(*node, error.what());
    throw;
  }
  if (table->contains("debug")) predicate.debug = file.flag_or(*table, "debug", false);
  if (table->contains("gil")) predicate.gil = file.flag_or(*table, "gil", true);
  if (table->contains("origin")) predicate.origin = file.text(*table, "origin");
  if (table->contains("variant")) predicate.variant = file.text(*table, "variant");
  return predicate;
}

// Every part of a pattern must be able to match something.
void check_pattern(const TomlFile& file, const toml::table& rule, const std::string& pattern) {
  const auto slashes = std::count(pattern.begin(), pattern.end(), '/');
  if (slashes < 2 || slashes > 3)
    file.fail(rule, "\"" + pattern + "\" is neither an alias nor FORKER/SCENE/CHILD[/WAIT]");
  constexpr const char* axes[] = {"forker", "scene", "child", "wait"};
  std::size_t axis = 0;
  for (std::size_t begin = 0; begin <= pattern.size(); ++axis) {
    const auto end = std::min(pattern.find('/', begin), pattern.size());
    const std::string part = pattern.substr(begin, end - begin);
    begin = end + 1;
    if (part.find('*') != std::string::npos) continue;
    try {
      require_axis_value(axes[axis], part);
    } catch (const UsageError& error) {
      file.fail(rule, error.what());
    }
  }
}

// `all`: the scenarios of all suites.
Expectation rule_from(const TomlFile& file, const toml::table& table, const Scenarios& scenarios,
                      const std::vector<Scenario>& all) {
  file.check_keys(
      table, {"scenario", "build", "signature", "nondeterministic", "reason", "issue", "source"});
  Expectation rule;
  for (const std::string& pattern : file.texts(table, "scenario")) {
    const auto alias = scenarios.aliases().find(pattern);
    if (alias == scenarios.aliases().end()) check_pattern(file, table, pattern);
    rule.patterns.push_back(alias != scenarios.aliases().end() ? alias->second.id() : pattern);
  }
  rule.build = predicate_from(file, table);
  rule.signatures = file.texts(table, "signature");
  rule.nondeterministic = file.flag_or(table, "nondeterministic", false);
  rule.reason = file.text(table, "reason");
  rule.issue = file.text_or(table, "issue", "");
  rule.source = file.text_or(table, "source", "");
  rule.place = file.place(table);
  for (const std::string& pattern : rule.patterns)
    if (std::none_of(all.begin(), all.end(),
                     [&](const auto& scenario) { return matches_pattern(pattern, scenario); }))
      file.fail(table, "\"" + pattern + "\" matches no scenario of any suite");
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
  file.check_keys(file.root(), {"schema", "expect"});
  Expectations expectations;
  const std::vector<Scenario> all = scenarios.all();
  for (const toml::table* table : file.tables("expect"))
    expectations.rules_.push_back(rule_from(file, *table, scenarios, all));
  return expectations;
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
