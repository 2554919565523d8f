#include "report/html.hpp"

#include <map>

#include "json/json.hpp"
#include "matrix/scenario.hpp"
#include "report/answers.hpp"
#include "report/fates.hpp"
#include "report/grid.hpp"
#include "report/page.hpp"
#include "report/table.hpp"
#include "verdict/rerun.hpp"

namespace forklab {
namespace {

// Equal entries are in the page once; cells name them by number.
class Pool {
 public:
  std::size_t number_of(const Json& entry) {
    const auto [found, is_new] = numbers_.emplace(dump(entry), entries_.size());
    if (is_new) entries_.push_back(entry);
    return found->second;
  }
  [[nodiscard]] const Json& entries() const { return entries_; }

 private:
  std::map<std::string, std::size_t> numbers_;
  Json entries_ = Json::array();
};

Json end_entry(const ProcessEnd& end) {
  Json entry;
  switch (end.kind) {
    case ProcessEnd::Kind::none: return "none";
    case ProcessEnd::Kind::hung: entry["end"] = "hung"; break;
    case ProcessEnd::Kind::unknown: entry["end"] = "status unknown"; break;
    case ProcessEnd::Kind::ended:
      entry["end"] = end.status.text();
      if (end.status.raw()) entry["raw"] = *end.status.raw();
      break;
  }
  if (end.reached) entry["reached"] = name_of(*end.reached);
  if (end.diagnostic)
    entry["last words"] = std::string(name_of(end.diagnostic->kind)) + " " + end.diagnostic->text;
  if (!end.frames.empty()) entry["frames"] = end.frames;
  return entry;
}

Json detail_of(const Observation& observation) {
  Json runs = Json::array();
  for (const CountedOutcome& counted : observation.outcomes)
    runs.push_back(Json{{"count", counted.count},
                        {"signature", counted.signature},
                        {"child", end_entry(counted.outcome.child)},
                        {"parent", end_entry(counted.outcome.parent)},
                        {"facts", counted.outcome.facts},
                        {"survivors", counted.outcome.survivors},
                        {"leaked", counted.outcome.leaked_fds}});
  return Json{
      {"signature", observation.signature()}, {"fate", fate_text(observation)}, {"runs", runs}};
}

Json knowledge_of(const Verdict& verdict) {
  return Json{{"verdict", name_of(verdict.kind)}, {"expected", verdict.expected},
              {"reason", verdict.reason},         {"issue", verdict.issue},
              {"source", verdict.source},         {"rule", verdict.rule}};
}

Json build_entry(const Observation& observation) {
  const Identity& identity = observation.identity;
  return Json{{"id", observation.build},
              {"version", identity.version},
              {"debug", identity.debug},
              {"gil", identity.gil},
              {"libc", identity.libc},
              {"compiler", identity.compiler},
              {"jit", identity.jit},
              {"shared", identity.shared},
              {"configure", identity.configure},
              {"package", observation.package}};
}

Json conditions_entry(const Conditions& conditions) {
  return Json{{"kernel", conditions.kernel},
              {"machine", conditions.machine},
              {"aslr", conditions.aslr},
              {"sandbox", conditions.sandbox},
              {"cpus", conditions.cpus}};
}

Json page_data(const std::vector<Observation>& observations, const std::vector<Verdict>& verdicts,
               const std::string& lock) {
  const Grid grid = Grid::of(observations, verdicts);
  Pool details, knowledge;
  Json builds = Json::array(), rows = Json::array();
  std::map<std::string, const Observation*> first_of;
  for (const Observation& observation : observations)
    first_of.emplace(observation.build, &observation);
  for (const std::string& build : grid.builds) builds.push_back(build_entry(*first_of.at(build)));
  for (const std::string& scenario : grid.scenarios) {
    Json cells = Json::array();
    std::string id;
    for (const std::string& build : grid.builds) {
      const GridCell* cell = grid.cell(scenario, build);
      if (cell == nullptr) {
        cells.push_back(nullptr);
        continue;
      }
      id = cell->observation->id;
      cells.push_back(Json::array({details.number_of(detail_of(*cell->observation)),
                                   cell->verdict == nullptr ? -1
                                                            : static_cast<int>(knowledge.number_of(
                                                                  knowledge_of(*cell->verdict)))}));
    }
    rows.push_back(
        Json{{"name", scenario}, {"id", id}, {"guard", guard_in_id(id)}, {"cells", cells}});
  }
  Json answers = Json::array();
  for (const Answer& answer : answers_of(grid))
    answers.push_back(Json{
        {"question", answer.question}, {"text", answer.text}, {"scenarios", answer.scenarios}});
  Json fates = Json::array();
  for (const FateLook& look : all_looks())
    fates.push_back(Json{{"name", look.name}, {"shape", look.shape}, {"colour", look.colour}});
  return Json{{"fates", fates},
              {"summary", summary_line(observations, verdicts)},
              {"rerun", rerun_line("BUILD", "SCENARIO")},
              {"conditions",
               observations.empty() ? Json() : conditions_entry(observations.front().conditions)},
              {"answers", answers},
              {"lock", lock},
              {"builds", builds},
              {"details", details.entries()},
              {"knowledge", knowledge.entries()},
              {"rows", rows}};
}

// Nothing in the data may end the script element it stands in.
std::string embedded(const std::string& json) {
  std::string text;
  text.reserve(json.size());
  for (const char c : json)
    if (c == '<')
      text += "\\u003c";
    else
      text += c;
  return text;
}

}  // namespace

std::string html_report(const std::vector<Observation>& observations,
                        const std::vector<Verdict>& verdicts, const std::string& lock) {
  std::string page = page_source;
  constexpr std::string_view place = "{{data}}";
  page.replace(page.find(place), place.size(),
               embedded(dump(page_data(observations, verdicts, lock))));
  return page;
}

}  // namespace forklab
