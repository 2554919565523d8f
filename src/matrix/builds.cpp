#include "matrix/builds.hpp"

#include <set>

#include "json/json.hpp"
#include "toml/toml_file.hpp"

namespace forklab {
namespace {

std::optional<std::string> optional_text(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || found->is_null()) return std::nullopt;
  return found->get<std::string>();
}

Build build_from(const Json& json) {
  Build build;
  build.id = json.at("id").get<std::string>();
  build.version = json.at("version").get<std::string>();
  build.variant = json.at("variant").get<std::string>();
  build.origin = json.at("origin").get<std::string>();
  build.package = optional_text(json, "package").value_or("");
  build.unavailable = optional_text(json, "unavailable");
  build.python = optional_text(json, "python").value_or("");
  if (const auto probe = optional_text(json, "probe")) build.probe = *probe;
  for (const Json& entry : json.value("trio", Json::array()))
    build.trio.emplace_back(entry.get<std::string>());
  if (!build.unavailable && build.python.empty())
    throw LabError("build " + build.id + " has neither \"python\" nor \"unavailable\"");
  return build;
}

bool is_hash(std::string_view text) {
  if (text.starts_with("sha256-")) return text.size() == 51 && text.ends_with('=');
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::vector<Build> builds_from_json(std::string_view text, std::string_view name) {
  std::vector<Build> builds;
  std::set<std::string> ids;
  try {
    const Json json = Json::parse(text);
    if (json.at("schema") != 1) throw LabError("schema must be 1");
    for (const Json& row : json.at("builds")) {
      builds.push_back(build_from(row));
      if (!ids.insert(builds.back().id).second)
        throw LabError("build " + builds.back().id + " is there twice");
    }
  } catch (const Json::exception& error) {
    throw LabError(std::string(name) + ": is no list of builds: " + error.what());
  } catch (const LabError& error) {
    throw error.in(name);
  }
  return builds;
}

BuildPins build_pins_from_toml(std::string_view text, std::string name) {
  const TomlFile file(text, std::move(name), 1);
  file.check_keys(file.root(), {"schema", "build", "family"});
  BuildPins pins;
  std::set<std::string> ids;
  for (const toml::table* row : file.tables("build")) {
    file.check_keys(*row, {"id", "origin", "attribute", "variant", "url", "sha256"});
    pins.builds.push_back({file.text(*row, "id"), file.text(*row, "origin"),
                           file.text_or(*row, "attribute", ""), file.text(*row, "variant")});
    if (!ids.insert(pins.builds.back().id).second)
      file.fail(*row, "build \"" + pins.builds.back().id + "\" is there twice");
    if (const toml::node* hash = row->get("sha256");
        hash != nullptr && !is_hash(file.text(*row, "sha256")))
      file.fail(*hash, "sha256 must be 64 hexadecimal digits, or sha256- and 44 base64 characters");
  }
  for (const toml::table* row : file.tables("family")) {
    file.check_keys(*row, {"origin", "package", "suites", "variants", "required"});
    pins.families.push_back({file.text(*row, "origin"), file.text(*row, "package"),
                             file.texts(*row, "suites"), file.texts(*row, "variants"),
                             file.flag_or(*row, "required", true)});
  }
  return pins;
}

}  // namespace forklab
