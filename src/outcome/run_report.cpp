#include "outcome/run_report.hpp"

#include <array>

#include "json/json.hpp"

namespace forklab {
namespace {

constexpr std::array<std::string_view, 4> ended_by_names = {"itself", "deadline", "output limit",
                                                            "interrupt"};

Json to_json(const Event& event) {
  return Json{{"kind", static_cast<int>(event.kind)},
              {"pid", event.pid},
              {"ppid", event.ppid},
              {"value", event.value},
              {"other", event.other},
              {"time_ns", event.time_ns},
              {"cut", event.cut},
              {"text", event.text}};
}

Event event_from(const Json& json) {
  const int kind = member<int>(json, "kind");
  if (!is_event(kind, member<std::int64_t>(json, "value"), member<std::int64_t>(json, "other")))
    throw LabError("an event of the record has an unfit kind or value");
  return Event{static_cast<EventKind>(kind),        member<std::int32_t>(json, "pid"),
               member<std::int32_t>(json, "ppid"),  member<std::int64_t>(json, "value"),
               member<std::int64_t>(json, "other"), member<std::uint64_t>(json, "time_ns"),
               member<bool>(json, "cut"),           member<std::string>(json, "text")};
}

Json to_json(const CapturedText& captured) {
  return Json{{"text", captured.text}, {"dropped", captured.dropped}};
}

CapturedText captured_from(const Json& json) {
  return {member<std::string>(json, "text"), member<std::uint64_t>(json, "dropped")};
}

Json to_json(const ThreadEvidence& thread) {
  return Json{{"tid", thread.tid},
              {"name", thread.name},
              {"state", std::string(1, thread.state)},
              {"wait_channel", thread.wait_channel},
              {"system_call", thread.system_call},
              {"futex", thread.futex},
              {"frames", thread.frames},
              {"python", thread.python},
              {"waits_for", thread.waits_for}};
}

ThreadEvidence thread_from(const Json& json) {
  const auto state = member<std::string>(json, "state");
  return {member<pid_t>(json, "tid"),
          member<std::string>(json, "name"),
          state.empty() ? '?' : state.front(),
          member<std::string>(json, "wait_channel"),
          member<std::string>(json, "system_call"),
          member<std::uint64_t>(json, "futex"),
          member<std::vector<std::string>>(json, "frames"),
          member<std::vector<std::string>>(json, "python"),
          member<std::string>(json, "waits_for")};
}

Json to_json(const LostThread& thread) {
  return Json{{"tid", thread.tid}, {"python", thread.python}};
}

LostThread lost_thread_from(const Json& json) {
  return {member<pid_t>(json, "tid"), member<std::vector<std::string>>(json, "python")};
}

template <class T, class Convert>
Json array_of(const std::vector<T>& items, Convert convert) {
  Json array = Json::array();
  for (const T& item : items) array.push_back(convert(item));
  return array;
}

template <class Convert>
auto vector_of(const Json& object, const char* key, Convert convert) {
  std::vector<decltype(convert(object))> items;
  for (const Json& item : member<Json>(object, key)) items.push_back(convert(item));
  return items;
}

Json json_of(const ProcessEvidence& process) {
  return Json{
      {"pid", process.pid},
      {"ppid", process.ppid},
      {"name", process.name},
      {"own_session", process.own_session},
      {"threads", array_of(process.threads, [](const auto& t) { return to_json(t); })},
      {"lost_threads", array_of(process.lost_threads, [](const auto& t) { return to_json(t); })},
      {"python_trouble", process.python_trouble}};
}

ProcessEvidence process_from(const Json& json) {
  return {member<pid_t>(json, "pid"),
          member<pid_t>(json, "ppid"),
          member<std::string>(json, "name"),
          member<bool>(json, "own_session"),
          vector_of(json, "threads", thread_from),
          vector_of(json, "lost_threads", lost_thread_from),
          member<std::string>(json, "python_trouble")};
}

Json to_json(const SurvivingProcess& survivor) {
  return Json{{"pid", survivor.pid},
              {"name", survivor.name},
              {"own_session", survivor.own_session},
              {"ended_by_itself", survivor.ended_by_itself},
              {"status", to_json(survivor.status)}};
}

SurvivingProcess survivor_from(const Json& json) {
  return {member<pid_t>(json, "pid"), member<std::string>(json, "name"),
          member<bool>(json, "own_session"), member<bool>(json, "ended_by_itself"),
          exit_status_from(member<Json>(json, "status"))};
}

}  // namespace

std::string_view name_of(EndedBy ended_by) {
  return ended_by_names[static_cast<std::size_t>(ended_by)];
}

EndedBy ended_by_named(std::string_view name) {
  for (std::size_t i = 0; i < ended_by_names.size(); ++i)
    if (ended_by_names[i] == name) return static_cast<EndedBy>(i);
  throw LabError("unknown \"ended_by\": " + std::string(name));
}

std::string to_json(const ProcessEvidence& evidence) { return dump(json_of(evidence)); }

ProcessEvidence process_evidence_from_json(std::string_view text) {
  return process_from(parse(text));
}

std::string to_json(const RunReport& report) {
  const auto convert = [](const auto& item) { return to_json(item); };
  return dump(Json{{"pid", report.pid},
                   {"status", to_json(report.status)},
                   {"ended_by", name_of(report.ended_by)},
                   {"seconds", report.seconds},
                   {"events", array_of(report.events, convert)},
                   {"events_garbled", report.events_garbled},
                   {"survivors", array_of(report.survivors, convert)},
                   {"evidence", array_of(report.evidence, json_of)},
                   {"crashes", array_of(report.crashes, json_of)},
                   {"stdout", to_json(report.standard_output)},
                   {"stderr", to_json(report.standard_error)},
                   {"child_stderr", to_json(report.child_standard_error)}});
}

RunReport run_report_from_json(std::string_view text) {
  const Json json = parse(text);
  RunReport report;
  report.pid = member<pid_t>(json, "pid");
  report.status = exit_status_from(member<Json>(json, "status"));
  report.ended_by = ended_by_named(member<std::string>(json, "ended_by"));
  report.seconds = member<double>(json, "seconds");
  report.events = vector_of(json, "events", event_from);
  report.events_garbled = member<bool>(json, "events_garbled");
  report.survivors = vector_of(json, "survivors", survivor_from);
  report.evidence = vector_of(json, "evidence", process_from);
  report.crashes = vector_of(json, "crashes", process_from);
  report.standard_output = captured_from(member<Json>(json, "stdout"));
  report.standard_error = captured_from(member<Json>(json, "stderr"));
  report.child_standard_error = captured_from(member<Json>(json, "child_stderr"));
  return report;
}

}  // namespace forklab
