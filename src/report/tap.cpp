#include "report/tap.hpp"

#include "json/json.hpp"
#include "report/grid.hpp"
#include "verdict/rerun.hpp"

namespace forklab {
namespace {

// One line; '#' would begin a directive.
std::string described(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '#' || c == '\\') result.push_back('\\');
    result.push_back(static_cast<unsigned char>(c) < 0x20 ? ' ' : c);
  }
  return result;
}

// Any text as a YAML scalar: JSON strings are.
std::string quoted(const std::string& text) { return dump(Json(text)); }

std::string diagnosis(const Verdict& verdict) {
  std::string text = "  ---\n  verdict: " + std::string(name_of(verdict.kind)) + "\n";
  text += "  observed: " + quoted(verdict.observed) + "\n";
  if (!verdict.expected.empty()) text += "  expected:\n";
  for (const std::string& expected : verdict.expected) text += "    - " + quoted(expected) + "\n";
  return text + "  again: " + quoted(rerun_line(verdict.build, verdict.scenario)) + "\n  ...\n";
}

std::string directive(const std::string& signature, const Verdict* verdict) {
  const Fate fate = fate_of(signature);
  if (fate == Fate::not_applicable || fate == Fate::not_run) return " # SKIP";
  if (verdict != nullptr && verdict->kind == VerdictKind::unexplained) return " # TODO unexplained";
  return "";
}

}  // namespace

std::string tap_report(const std::vector<Observation>& observations,
                       const std::vector<Verdict>& verdicts) {
  const Grid grid = Grid::of(observations, verdicts);
  std::string text = "TAP version 14\n1.." + std::to_string(observations.size()) + "\n";
  std::size_t number = 0;
  for (const Observation& observation : observations) {
    const Verdict* verdict = grid.cell(observation.scenario, observation.build)->verdict;
    const std::string signature = observation.signature();
    const std::string skip = directive(signature, verdict);
    const bool ok =
        skip == " # SKIP" ||
        (verdict != nullptr ? verdict->passes() : fate_of(signature) != Fate::lab_error);
    text += std::string(ok ? "ok " : "not ok ") + std::to_string(++number) + " - " +
            described(observation.build + " " + observation.scenario + ": " + signature) + skip +
            "\n";
    if (!ok && verdict != nullptr) text += diagnosis(*verdict);
  }
  return text;
}

}  // namespace forklab
