#include "matrix/builds.hpp"

#include <set>

#include "base/error.hpp"
#include "json/json.hpp"

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
  for (const Json& entry : json.value("environment", Json::array()))
    build.environment.push_back(entry.get<std::string>());
  if (!build.unavailable && build.python.empty())
    throw LabError("build " + build.id + " has neither \"python\" nor \"unavailable\"");
  return build;
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

}  // namespace forklab
