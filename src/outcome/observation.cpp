#include "outcome/observation.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "base/file.hpp"
#include "json/json.hpp"

namespace forklab {
namespace {

constexpr std::array<std::string_view, 4> end_kind_names = {"none", "ended", "hung", "unknown"};

Json to_json(const ProcessEnd& end) {
  Json json{{"end", end_kind_names[static_cast<std::size_t>(end.kind)]}};
  if (end.kind == ProcessEnd::Kind::none) return json;
  if (end.kind == ProcessEnd::Kind::ended) json["status"] = to_json(end.status);
  json["reached"] = end.reached ? Json(name_of(*end.reached)) : Json();
  if (end.diagnostic)
    json["diagnostic"] =
        Json{{"kind", name_of(end.diagnostic->kind)}, {"text", end.diagnostic->text}};
  if (!end.frames.empty()) json["frames"] = end.frames;
  return json;
}

ProcessEnd process_end_from(const Json& json) {
  ProcessEnd end;
  const auto kind = member<std::string>(json, "end");
  const auto found = std::find(end_kind_names.begin(), end_kind_names.end(), kind);
  if (found == end_kind_names.end()) throw LabError("unknown \"end\": " + kind);
  end.kind = static_cast<ProcessEnd::Kind>(found - end_kind_names.begin());
  if (json.contains("status")) end.status = exit_status_from(json["status"]);
  if (json.contains("reached") && json["reached"].is_string()) {
    end.reached = checkpoint_named(json["reached"].get<std::string>());
    if (!end.reached) throw LabError("unknown checkpoint " + json["reached"].dump());
  }
  if (json.contains("diagnostic"))
    end.diagnostic =
        DiagnosticLine{diagnostic_kind_named(member<std::string>(json["diagnostic"], "kind")),
                       member<std::string>(json["diagnostic"], "text")};
  end.frames = member_or<std::vector<std::string>>(json, "frames", {});
  return end;
}

struct OptionalText {
  const char* key;
  std::optional<std::string> Outcome::*field;
};
constexpr std::array optional_texts = {
    OptionalText{"lab_error", &Outcome::lab_error},
    OptionalText{"not_applicable", &Outcome::not_applicable},
    OptionalText{"not_run", &Outcome::not_run},
};

Json to_json(const Outcome& outcome) {
  Json json = Json::object();
  for (const auto& [key, field] : optional_texts)
    if (outcome.*field) json[key] = *(outcome.*field);
  if (outcome.not_run) return json;
  if (outcome.raised)
    json["raised"] = Json{{"type", outcome.raised->type}, {"text", outcome.raised->text}};
  if (outcome.of_script) json["script"] = true;
  json["parent"] = to_json(outcome.parent);
  json["child"] = to_json(outcome.child);
  json["ended_by"] = name_of(outcome.ended_by);
  json["facts"] = outcome.facts;
  json["leaked_fds"] = outcome.leaked_fds;
  json["survivors"] = outcome.survivors;
  return json;
}

Outcome outcome_from(const Json& json) {
  Outcome outcome;
  for (const auto& [key, field] : optional_texts)
    if (json.is_object() && json.contains(key)) outcome.*field = member<std::string>(json, key);
  if (outcome.not_run) return outcome;
  if (json.contains("raised"))
    outcome.raised = RaisedException{member<std::string>(json["raised"], "type"),
                                     member<std::string>(json["raised"], "text")};
  outcome.of_script = member_or<bool>(json, "script", false);
  outcome.parent = process_end_from(member<Json>(json, "parent"));
  outcome.child = process_end_from(member<Json>(json, "child"));
  outcome.ended_by = ended_by_named(member<std::string>(json, "ended_by"));
  outcome.facts = member<std::vector<std::string>>(json, "facts");
  outcome.leaked_fds = member<std::vector<std::string>>(json, "leaked_fds");
  outcome.survivors = member<std::vector<std::string>>(json, "survivors");
  return outcome;
}

Json to_json(const Identity& identity) {
  return Json{{"version", identity.version}, {"implementation", identity.implementation},
              {"debug", identity.debug},     {"gil", identity.gil},
              {"libc", identity.libc},       {"compiler", identity.compiler},
              {"build", identity.build},     {"jit", identity.jit},
              {"shared", identity.shared},   {"configure", identity.configure}};
}

Identity identity_from(const Json& json) {
  return {member<std::string>(json, "version"),
          member<std::string>(json, "implementation"),
          member<bool>(json, "debug"),
          member<bool>(json, "gil"),
          member<std::string>(json, "libc"),
          member<std::string>(json, "compiler"),
          member<std::string>(json, "build"),
          member_or<bool>(json, "jit", false),
          member_or<bool>(json, "shared", false),
          member_or<std::string>(json, "configure", "")};
}

Json to_json(const Conditions& conditions) {
  return Json{{"kernel", conditions.kernel},   {"machine", conditions.machine},
              {"aslr", conditions.aslr},       {"process_is_pid_1", conditions.process_is_pid_1},
              {"sandbox", conditions.sandbox}, {"cpus", conditions.cpus}};
}

Conditions conditions_from(const Json& json) {
  return {member<std::string>(json, "kernel"),
          member<std::string>(json, "machine"),
          member<bool>(json, "aslr"),
          member<bool>(json, "process_is_pid_1"),
          member<std::vector<std::string>>(json, "sandbox"),
          member<unsigned>(json, "cpus")};
}

std::string_view without_line_end(std::string_view& text) {
  const auto end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

}  // namespace

std::string Observation::signature() const {
  FORKLAB_CHECK(!outcomes.empty());
  if (outcomes.size() == 1) return outcomes.front().signature;
  std::string text = "flaky: ";
  for (const CountedOutcome& counted : outcomes) {
    if (&counted != &outcomes.front()) text += " | ";
    text += std::to_string(counted.count) + "x " + counted.signature;
  }
  return text;
}

unsigned Observation::runs() const {
  unsigned runs = 0;
  for (const CountedOutcome& counted : outcomes) runs += counted.count;
  return runs;
}

std::string to_json_line(const Observation& observation) {
  Json outcomes = Json::array();
  for (const CountedOutcome& counted : observation.outcomes)
    outcomes.push_back(Json{{"count", counted.count},
                            {"signature", counted.signature},
                            {"outcome", to_json(counted.outcome)}});
  const std::string signature = observation.signature();
  return dump(
      Json{{"schema", observation_schema},
           {"build", observation.build},
           {"scenario", observation.scenario},
           {"id", observation.id},
           {"signature", signature},
           {"fate", observation.outcomes.size() > 1 ? "flaky" : name_of(fate_of(signature))},
           {"outcome", to_json(observation.outcomes.front().outcome)},
           {"outcomes", outcomes},
           {"origin", observation.origin},
           {"variant", observation.variant},
           {"package", observation.package},
           {"identity", to_json(observation.identity)},
           {"conditions", to_json(observation.conditions)}});
}

Observation observation_from_json(std::string_view line) {
  const Json json = parse(line);
  if (const auto schema = member<std::string>(json, "schema"); schema != observation_schema)
    throw LabError("schema is \"" + schema + "\", this forklab reads \"" +
                   std::string(observation_schema) + "\"");
  Observation observation{
      member<std::string>(json, "build"),
      member<std::string>(json, "origin"),
      member<std::string>(json, "variant"),
      member<std::string>(json, "package"),
      member<std::string>(json, "scenario"),
      member<std::string>(json, "id"),
      identity_from(member<Json>(json, "identity")),
      conditions_from(member<Json>(json, "conditions")),
      {},
  };
  for (const Json& counted : member<Json>(json, "outcomes"))
    observation.outcomes.push_back({member<unsigned>(counted, "count"),
                                    member<std::string>(counted, "signature"),
                                    outcome_from(member<Json>(counted, "outcome"))});
  if (observation.outcomes.empty()) throw LabError("\"outcomes\" of the record is empty");
  return observation;
}

std::vector<Observation> read_observations(std::string_view text, std::string_view name,
                                           std::vector<std::string>* skipped) {
  std::vector<Observation> observations;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = without_line_end(text);
    if (line.empty()) continue;
    try {
      observations.push_back(observation_from_json(line));
    } catch (const LabError& error) {
      const LabError where = error.in(std::string(name) + ":" + std::to_string(number));
      if (skipped == nullptr) throw where;
      skipped->emplace_back(where.what());
    }
  }
  return observations;
}

namespace {

LabError no_result(const std::filesystem::path& folder) {
  const auto partial = folder / partial_observations_file;
  if (std::filesystem::exists(partial))
    return LabError(folder.string() +
                    ": the run was interrupted; what was complete by then is in " +
                    partial.string());
  return LabError(folder.string() + ": there is no " + std::string(observations_file) + " in it");
}

}  // namespace

std::vector<Observation> load_observations(const std::filesystem::path& path,
                                           std::vector<std::string>* skipped) {
  const bool is_folder = std::filesystem::is_directory(path);
  const auto file = is_folder ? path / observations_file : path;
  if (is_folder && !std::filesystem::exists(file)) throw no_result(path);
  return read_observations(read_file(file), file.string(), skipped);
}

std::vector<Observation> merged(std::vector<Observation> observations) {
  std::vector<Observation> cells;
  std::map<std::pair<std::string, std::string>, std::size_t> places;
  for (Observation& observation : observations) {
    const auto [place, is_new] =
        places.emplace(std::pair(observation.build, observation.scenario), cells.size());
    if (is_new) {
      cells.push_back(std::move(observation));
      continue;
    }
    std::vector<CountedOutcome>& outcomes = cells[place->second].outcomes;
    for (CountedOutcome& more : observation.outcomes) {
      const auto same = std::find_if(outcomes.begin(), outcomes.end(), [&](const auto& known) {
        return known.signature == more.signature;
      });
      if (same == outcomes.end())
        outcomes.push_back(std::move(more));
      else
        same->count += more.count;
    }
    std::sort(outcomes.begin(), outcomes.end(), [](const auto& a, const auto& b) {
      return std::pair(b.count, a.signature) < std::pair(a.count, b.signature);
    });
  }
  return cells;
}

std::string to_log_line(const Observation& cell, const RunReport& report, const Outcome& outcome) {
  return dump(Json{{"build", cell.build},
                   {"scenario", cell.scenario},
                   {"signature", signature_of(outcome)},
                   {"report", parse(to_json(report))}});
}

}  // namespace forklab
