// matrix/variants.toml: the ways a CPython can be built, what one is recognised by, and what its
// runs need. nix/ builds from the same file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace forklab {

// What tells one variant from another in an interpreter.
struct BuildFacts {
  bool debug = false;
  bool gil = true;
  bool jit = false;                     // compiled in and switched on
  std::vector<std::string> sanitizers;  // "address": configured --with-address-sanitizer

  friend bool operator==(const BuildFacts&, const BuildFacts&) = default;
};

// Those that arguments of ./configure ask for.
std::vector<std::string> sanitizers_in(std::string_view configure);

struct Variant {
  std::string name;
  BuildFacts is;
  std::vector<std::string> environment;  // "NAME=value"
};

class Variants {
 public:
  // Of a sandboxed run, which is not given the file: nothing is recognised.
  Variants() = default;

  // Throws LabError naming file and line: syntax, unknown or missing key, wrong type, duplicate.
  static Variants from_toml(std::string_view text, std::string name);

  // In the order of the file.
  [[nodiscard]] const std::vector<Variant>& rows() const { return rows_; }
  [[nodiscard]] std::vector<std::string> names() const;
  // nullptr when there is none.
  [[nodiscard]] const Variant* find(std::string_view name) const;
  // The variant that has most in common with an interpreter, sanitizers before all else; of equals
  // the first. nullptr when there are no variants.
  [[nodiscard]] const Variant* recognised(const BuildFacts& facts) const;
  // What the runs of any variant need, for a look at an interpreter that may be any of them.
  [[nodiscard]] std::vector<std::string> environment_of_all() const;

 private:
  std::vector<Variant> rows_;
};

}  // namespace forklab
