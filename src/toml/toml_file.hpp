// What the readers of TOML files share. toml++ is this room's: others include this header, in .cpp
// files only.
#pragma once

#include <toml++/toml.h>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace forklab {

// A string and where it stands.
struct PlacedText {
  std::string text;
  const toml::node* node;
};

// One parsed file. All errors read "FILE:LINE:COLUMN: what is wrong; what would be right".
class TomlFile {
 public:
  // Throws LabError for a syntax error or a `schema` other than the number given.
  TomlFile(std::string_view text, std::string name, std::int64_t schema);

  [[nodiscard]] const toml::table& root() const { return root_; }

  // "FILE:LINE:COLUMN", or "FILE" for a node that was not in the text.
  [[nodiscard]] std::string place(const toml::node& node) const;
  [[noreturn]] void fail(const toml::node& node, const std::string& what) const;
  // Throws unless every key of `table` is one of `known`.
  void check_keys(const toml::table& table, std::initializer_list<const char*> known) const;
  // The array of tables under `key`; empty when the key is absent.
  [[nodiscard]] std::vector<const toml::table*> tables(const char* key) const;

  [[nodiscard]] std::string text(const toml::table& table, const char* key) const;
  [[nodiscard]] std::string text_or(const toml::table& table, const char* key,
                                    std::string otherwise) const;
  [[nodiscard]] bool flag_or(const toml::table& table, const char* key, bool otherwise) const;
  // A string or an array of strings; never empty. Throws when the key is absent.
  [[nodiscard]] std::vector<std::string> texts(const toml::table& table, const char* key) const;
  [[nodiscard]] std::vector<PlacedText> placed_texts(const toml::table& table,
                                                     const char* key) const;
  // An array of strings, also an empty one, none of them twice: nix/ maps over it as it stands.
  // Empty when the key is absent.
  [[nodiscard]] std::vector<PlacedText> list(const toml::table& table, const char* key) const;
  [[nodiscard]] const toml::node& require(const toml::table& table, const char* key) const;
  // The table under `key`; nullptr when the key is absent.
  [[nodiscard]] const toml::table* table_at(const toml::table& table, const char* key) const;

 private:
  [[nodiscard]] std::string as_text(const toml::node& node, const char* key) const;

  std::string name_;
  toml::table root_;
};

}  // namespace forklab
