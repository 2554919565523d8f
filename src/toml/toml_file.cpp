#include "toml/toml_file.hpp"

#include <algorithm>

#include "base/suggest.hpp"

namespace forklab {
namespace {

std::string place_text(const std::string& name, const toml::source_region& region) {
  if (region.begin.line == 0) return name;
  return name + ":" + std::to_string(region.begin.line) + ":" + std::to_string(region.begin.column);
}

}  // namespace

TomlFile::TomlFile(std::string_view text, std::string name, std::int64_t schema)
    : name_(std::move(name)) {
  try {
    root_ = toml::parse(text);
  } catch (const toml::parse_error& error) {
    throw LabError(place_text(name_, error.source()) + ": " + std::string(error.description()));
  }
  const toml::node* node = root_.get("schema");
  if (node == nullptr) throw LabError(name_ + ":1: misses schema = " + std::to_string(schema));
  const auto* found = node->as_integer();
  if (found == nullptr) fail(*node, "\"schema\" must be the number " + std::to_string(schema));
  if (found->get() != schema)
    fail(*node, "schema is " + std::to_string(found->get()) + ", this forklab reads " +
                    std::to_string(schema));
}

std::string TomlFile::place(const toml::node& node) const {
  return place_text(name_, node.source());
}

void TomlFile::fail(const toml::node& node, const std::string& what) const {
  throw LabError(place(node) + ": " + what);
}

void TomlFile::check_keys(const toml::table& table,
                          std::initializer_list<const char*> known) const {
  const std::vector<std::string> names(known.begin(), known.end());
  for (const auto& [key, node] : table)
    if (std::find(names.begin(), names.end(), key.str()) == names.end())
      throw LabError(place_text(name_, key.source()) + ": unknown key \"" + std::string(key.str()) +
                     "\"" + did_you_mean(key.str(), names));
}

std::vector<const toml::table*> TomlFile::tables(const char* key) const {
  std::vector<const toml::table*> tables;
  const toml::node* node = root_.get(key);
  if (node == nullptr) return tables;
  if (!node->is_array_of_tables())
    fail(*node, std::string(key) + " must be written as [[" + key + "]] tables");
  for (const toml::node& element : *node->as_array()) tables.push_back(element.as_table());
  return tables;
}

const toml::node& TomlFile::require(const toml::table& table, const char* key) const {
  const toml::node* node = table.get(key);
  if (node == nullptr) fail(table, std::string("this table misses the key \"") + key + "\"");
  return *node;
}

std::string TomlFile::as_text(const toml::node& node, const char* key) const {
  const auto* text = node.as_string();
  if (text == nullptr) fail(node, std::string("\"") + key + "\" must be a string");
  return text->get();
}

std::string TomlFile::text(const toml::table& table, const char* key) const {
  return as_text(require(table, key), key);
}

std::string TomlFile::text_or(const toml::table& table, const char* key,
                              std::string otherwise) const {
  const toml::node* node = table.get(key);
  return node != nullptr ? as_text(*node, key) : std::move(otherwise);
}

bool TomlFile::flag_or(const toml::table& table, const char* key, bool otherwise) const {
  const toml::node* node = table.get(key);
  if (node == nullptr) return otherwise;
  const auto* flag = node->as_boolean();
  if (flag == nullptr) fail(*node, std::string("\"") + key + "\" must be true or false");
  return flag->get();
}

std::vector<PlacedText> TomlFile::placed_texts(const toml::table& table, const char* key) const {
  const toml::node& node = require(table, key);
  if (!node.is_array()) return {{as_text(node, key), &node}};
  std::vector<PlacedText> texts;
  for (const toml::node& element : *node.as_array())
    texts.push_back({as_text(element, key), &element});
  if (texts.empty()) fail(node, std::string("\"") + key + "\" is empty");
  return texts;
}

std::vector<std::string> TomlFile::texts(const toml::table& table, const char* key) const {
  std::vector<std::string> texts;
  for (PlacedText& placed : placed_texts(table, key)) texts.push_back(std::move(placed.text));
  return texts;
}

std::vector<PlacedText> TomlFile::list(const toml::table& table, const char* key) const {
  std::vector<PlacedText> texts;
  const toml::node* node = table.get(key);
  if (node == nullptr) return texts;
  if (!node->is_array())
    fail(*node, std::string("\"") + key + "\" must be an array of strings, [\"...\"]");
  for (const toml::node& element : *node->as_array()) {
    const std::string text = as_text(element, key);
    for (const PlacedText& other : texts)
      if (other.text == text)
        fail(element, "\"" + text + "\" is twice in \"" + std::string(key) + "\"");
    texts.push_back({text, &element});
  }
  return texts;
}

const toml::table* TomlFile::table_at(const toml::table& table, const char* key) const {
  const toml::node* node = table.get(key);
  if (node == nullptr) return nullptr;
  if (!node->is_table()) fail(*node, std::string("\"") + key + "\" must be a table, { ... }");
  return node->as_table();
}

}  // namespace forklab
