// matrix/expectations.toml: what is known, and why.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "matrix/scenarios.hpp"
#include "outcome/observation.hpp"

namespace forklab {

// ">=3.14,<3.15": all comparisons must hold. A version's suffix (rc1, +) is ignored.
class VersionRange {
 public:
  // Throws LabError saying what is wrong with the text.
  static VersionRange parse(std::string_view text);
  [[nodiscard]] bool contains(std::string_view version) const;

 private:
  struct Comparison {
    std::string sign;
    std::vector<int> version;
  };
  std::vector<Comparison> comparisons_;
};

// Which builds a rule speaks of; absent parts do not matter.
struct BuildPredicate {
  std::optional<VersionRange> version;
  std::optional<bool> debug;
  std::optional<bool> gil;
  std::optional<std::string> origin;
  std::optional<std::string> variant;

  [[nodiscard]] bool holds_for(const Observation& observation) const;
};

// As many runs as show what a rule says must show: what shows in one run of five is missed by this
// many once in a hundred times.
inline constexpr unsigned runs_that_must_show = 20;

struct Expectation {
  std::vector<std::string> patterns;  // aliases or patterns over the axes
  BuildPredicate build;
  std::vector<std::string> signatures;  // any of them; more than one when nondeterministic
  bool nondeterministic = false;        // runs of one cell may differ within `signatures`
  std::vector<std::string> must_show;   // of these each shows in a cell run often enough
  std::string reason;
  std::string issue;   // "gh-139759", may be empty
  std::string source;  // CPython file and function, may be empty
  std::string place;   // "matrix/expectations.toml:12"
};

// Ordered: the first rule that speaks of a cell counts.
class Expectations {
 public:
  // `scenarios` resolves aliases, and a rule that matches none of them is an error. Throws LabError
  // naming file and line.
  static Expectations from_toml(std::string_view text, std::string name,
                                const Scenarios& scenarios);

  // Throws LabError naming the rule that speaks of a variant or an origin that is none of these.
  void require_known(const std::vector<std::string>& variants,
                     const std::vector<std::string>& origins) const;

  [[nodiscard]] const std::vector<Expectation>& rules() const { return rules_; }
  // The index of the first rule that speaks of the cell; rules().size() when none does.
  [[nodiscard]] std::size_t rule_for(const Observation& observation) const;
  [[nodiscard]] bool speaks_of(std::size_t rule, const Observation& observation) const;

 private:
  std::vector<Expectation> rules_;
};

// FOLDER/expectations.toml. Throws LabError naming file and line.
Expectations load_expectations(const std::filesystem::path& folder, const Scenarios& scenarios);

}  // namespace forklab
