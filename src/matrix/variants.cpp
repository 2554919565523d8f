#include "matrix/variants.hpp"

#include <algorithm>
#include <tuple>

#include "toml/toml_file.hpp"

namespace forklab {
namespace {

constexpr std::string_view lower = "abcdefghijklmnopqrstuvwxyz", digits = "0123456789";

bool consists_of(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

// The row that the others are told by their differences from.
constexpr const char* base_name = "release";

class Reader {
 public:
  explicit Reader(const TomlFile& file) : file_(file) {}

  std::vector<Variant> rows() {
    std::vector<std::pair<std::string, const toml::table*>> tables;
    for (const auto& [key, node] : file_.root()) {
      const std::string name(key.str());
      if (name == "schema") continue;
      const toml::table* table = file_.table_at(file_.root(), name.c_str());
      if (!consists_of(name, std::string(lower) + std::string(digits) + "-"))
        file_.fail(*table, "variant \"" + name + "\" must be of a-z, 0-9 and -");
      tables.emplace_back(name, table);
    }
    std::sort(tables.begin(), tables.end(), [](const auto& a, const auto& b) {
      return a.second->source().begin.line < b.second->source().begin.line;
    });
    base_ = base(tables);
    std::vector<Variant> rows;
    for (const auto& [name, table] : tables) rows.push_back(row(name, *table));
    return rows;
  }

 private:
  template <class Tables>
  BuildFacts base(const Tables& tables) const {
    for (const auto& [name, table] : tables) {
      if (name != base_name) continue;
      file_.check_keys(*table, keys);
      const toml::table* is = file_.require(*table, "is").as_table();
      if (is != nullptr)
        for (const char* key : facts) static_cast<void>(file_.require(*is, key));
      return facts_of(*table);
    }
    file_.fail(file_.root(), "there is no [release], which the others are told from");
  }

  Variant row(const std::string& name, const toml::table& table) const {
    file_.check_keys(table, keys);
    static_cast<void>(file_.require(table, "configure"));
    for (const PlacedText& option : file_.list(table, "configure"))
      if (option.text.find_first_of(" \t\n") != std::string::npos)
        file_.fail(*option.node, "\"" + option.text + "\" must be one argument without a space");
    static_cast<void>(file_.text_or(table, "flags", ""));
    if (file_.text_or(table, "precompiled", "imported") != "imported")
      file_.fail(*table.get("precompiled"), "\"precompiled\" must be \"imported\", or left out");
    static_cast<void>(file_.list(table, "absent"));
    static_cast<void>(file_.list(table, "needs"));
    return {name, facts_of(table), environment_of(table)};
  }

  // What is left out is as in [release].
  BuildFacts facts_of(const toml::table& table) const {
    BuildFacts found = base_;
    const toml::table* is = file_.table_at(table, "is");
    if (is == nullptr) return found;
    file_.check_keys(*is, facts);
    found.debug = file_.flag_or(*is, "debug", found.debug);
    found.gil = file_.flag_or(*is, "gil", found.gil);
    found.jit = file_.flag_or(*is, "jit", found.jit);
    if (!is->contains("sanitizers")) return found;
    found.sanitizers.clear();
    for (const PlacedText& one : file_.list(*is, "sanitizers")) {
      if (!consists_of(one.text, std::string(lower) + "-") || one.text.starts_with('-'))
        file_.fail(*one.node,
                   "\"" + one.text + "\" must be as in --with-NAME-sanitizer, like \"address\"");
      found.sanitizers.push_back(one.text);
    }
    std::sort(found.sanitizers.begin(), found.sanitizers.end());
    return found;
  }

  std::vector<std::string> environment_of(const toml::table& table) const {
    std::vector<std::string> environment;
    const toml::table* variables = file_.table_at(table, "environment");
    if (variables == nullptr) return environment;
    for (const auto& [key, node] : *variables) {
      const std::string name(key.str());
      if (!consists_of(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789"))
        file_.fail(node, "\"" + name + "\" must be the name of a variable, like ASAN_OPTIONS");
      environment.push_back(name + "=" + file_.text(*variables, name.c_str()));
    }
    return environment;
  }

  static constexpr std::initializer_list<const char*> keys = {
      "configure", "flags", "absent", "precompiled", "needs", "is", "environment"};
  static constexpr std::initializer_list<const char*> facts = {"debug", "gil", "jit", "sanitizers"};

  const TomlFile& file_;
  BuildFacts base_;
};

// Both have none, or they share one.
bool agree(const std::vector<std::string>& some, const std::vector<std::string>& others) {
  if (some.empty() || others.empty()) return some.empty() && others.empty();
  return std::find_first_of(some.begin(), some.end(), others.begin(), others.end()) != some.end();
}

std::pair<bool, int> likeness(const BuildFacts& a, const BuildFacts& b) {
  return {agree(a.sanitizers, b.sanitizers),
          (a.debug == b.debug ? 1 : 0) + (a.gil == b.gil ? 1 : 0) + (a.jit == b.jit ? 1 : 0)};
}

}  // namespace

std::vector<std::string> sanitizers_in(std::string_view configure) {
  constexpr std::string_view before = "--with-", after = "-sanitizer";
  std::vector<std::string> found;
  for (auto at = configure.find(before); at != std::string_view::npos;
       at = configure.find(before, at)) {
    at += before.size();
    const std::string_view rest = configure.substr(at);
    const std::string_view name = rest.substr(0, rest.find_first_not_of(std::string(lower) + "-"));
    if (name.ends_with(after) && !rest.substr(name.size()).starts_with("=no"))
      found.emplace_back(name.substr(0, name.size() - after.size()));
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

Variants Variants::from_toml(std::string_view text, std::string name) {
  const TomlFile file(text, std::move(name), 1);
  Variants variants;
  variants.rows_ = Reader(file).rows();
  return variants;
}

std::vector<std::string> Variants::names() const {
  std::vector<std::string> names;
  for (const Variant& row : rows_) names.push_back(row.name);
  return names;
}

const Variant* Variants::find(std::string_view name) const {
  const auto found = std::find_if(rows_.begin(), rows_.end(),
                                  [&](const Variant& row) { return row.name == name; });
  return found == rows_.end() ? nullptr : &*found;
}

const Variant* Variants::recognised(const BuildFacts& facts) const {
  const auto found =
      std::max_element(rows_.begin(), rows_.end(), [&](const Variant& a, const Variant& b) {
        return likeness(a.is, facts) < likeness(b.is, facts);
      });
  return found == rows_.end() ? nullptr : &*found;
}

std::vector<std::string> Variants::environment_of_all() const {
  std::vector<std::string> all;
  for (const Variant& row : rows_)
    for (const std::string& variable : row.environment) {
      const std::string_view name = std::string_view(variable).substr(0, variable.find('=') + 1);
      if (std::none_of(all.begin(), all.end(),
                       [&](const std::string& other) { return other.starts_with(name); }))
        all.push_back(variable);
    }
  return all;
}

}  // namespace forklab
