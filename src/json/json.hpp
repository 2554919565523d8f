// JSON as records are written and read. nlohmann/json is this room's: others include this header,
// in .cpp files only.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "base/error.hpp"
#include "status/exit_status.hpp"

namespace forklab {

using Json = nlohmann::ordered_json;

// Output of a dying process may be anything: bytes that are no UTF-8 become U+FFFD.
inline std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

inline Json parse(std::string_view text) {
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    throw LabError("not JSON, byte " + std::to_string(error.byte) + " of the record");
  }
}

// The member, or LabError naming what is missing or of the wrong type.
template <class T>
T member(const Json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  if (!object.is_object() || found == object.end())
    throw LabError(std::string("the record has no \"") + key + "\"");
  try {
    return found->template get<T>();
  } catch (const Json::type_error&) {
    throw LabError(std::string("\"") + key + "\" of the record is of the wrong type");
  }
}

template <class T>
T member_or(const Json& object, const char* key, T otherwise) {
  return object.is_object() && object.contains(key) ? member<T>(object, key) : otherwise;
}

inline Json to_json(const ExitStatus& status) {
  switch (status.kind()) {
    case ExitStatus::Kind::running: return Json{{"state", "running"}};
    case ExitStatus::Kind::not_started:
      return Json{
          {"state", "not started"}, {"step", status.start_step()}, {"errno", status.start_error()}};
    default: return Json{{"status", status.text()}, {"raw", *status.raw()}};
  }
}

inline ExitStatus exit_status_from(const Json& json) {
  if (json.is_object() && json.contains("raw"))
    return ExitStatus::from_raw(member<int>(json, "raw"));
  if (member<std::string>(json, "state") == "running") return {};
  return ExitStatus::failed_to_start(member<std::string>(json, "step"), member<int>(json, "errno"));
}

}  // namespace forklab
