#include <string>
#include <vector>

#include "base/text.hpp"
#include "outcome/outcome.hpp"

namespace forklab {
namespace {

std::string end_text(const ProcessEnd& end) {
  switch (end.kind) {
    case ProcessEnd::Kind::none: return "no fork";
    case ProcessEnd::Kind::hung: return "hung";
    case ProcessEnd::Kind::unknown: return "status unknown";
    case ProcessEnd::Kind::ended: return end.status.text();
  }
  return {};
}

// One line, whatever an exception's text holds.
std::string one_line(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return text;
}

std::string diagnostic_text(const DiagnosticLine& line) {
  return std::string(name_of(line.kind)) + " " + one_line(line.text);
}

constexpr std::string_view asked = "asked ";

// "", " as asked" or " instead of rc=7": how the child's end stands to the one it asked for.
std::string against_what_was_asked(const ProcessEnd& child, const std::vector<std::string>& facts) {
  for (const std::string& fact : facts) {
    if (!fact.starts_with(asked) || child.kind != ProcessEnd::Kind::ended) continue;
    const std::string wanted = fact.substr(asked.size());
    return wanted == child.status.text() ? " as asked" : " instead of " + one_line(wanted);
  }
  return "";
}

void add_child(const ProcessEnd& child, const std::vector<std::string>& facts,
               std::vector<std::string>& clauses) {
  if (child.kind == ProcessEnd::Kind::none) {
    clauses.emplace_back("no fork");
    return;
  }
  clauses.push_back("child " + end_text(child) + against_what_was_asked(child, facts));
  // A clean exit code proves nothing by itself: a child that did not get through says where it was.
  if (!child.reached)
    clauses.emplace_back("after nothing");
  else if (*child.reached < Checkpoint::work_done)
    clauses.push_back("after " + std::string(name_of(*child.reached)));
  if (child.diagnostic) clauses.push_back(diagnostic_text(*child.diagnostic));
}

void add_parent(const ProcessEnd& parent, std::vector<std::string>& clauses) {
  if (parent.kind == ProcessEnd::Kind::ended && parent.status.clean()) return;
  clauses.push_back("parent " + end_text(parent));
  if (parent.diagnostic) clauses.push_back("parent " + diagnostic_text(*parent.diagnostic));
}

// What a run leaves behind and what it found out.
void add_end(const Outcome& outcome, std::vector<std::string>& clauses) {
  if (outcome.ended_by == EndedBy::output_limit) clauses.emplace_back("output limit");
  for (const std::string& fact : outcome.facts)
    if (!fact.starts_with(asked)) clauses.push_back(one_line(fact));
  for (const std::string& survivor : outcome.survivors) clauses.push_back("survivor " + survivor);
  for (const std::string& leaked : outcome.leaked_fds) clauses.push_back("leaked " + leaked);
}

}  // namespace

std::string signature_of(const Outcome& outcome) {
  if (outcome.lab_error) return "lab error: " + one_line(*outcome.lab_error);
  if (outcome.not_run) return "not run: " + one_line(*outcome.not_run);
  if (outcome.not_applicable) return "not applicable: " + one_line(*outcome.not_applicable);
  std::vector<std::string> clauses;
  if (outcome.of_script) {
    clauses.push_back("script " + end_text(outcome.parent));
    if (outcome.parent.diagnostic) clauses.push_back(diagnostic_text(*outcome.parent.diagnostic));
    add_end(outcome, clauses);
    return joined(clauses, "; ");
  }
  add_child(outcome.child, outcome.facts, clauses);
  if (outcome.raised) {
    const auto& [type, text] = *outcome.raised;
    clauses.push_back("raised " + type + (text.empty() ? "" : ": " + one_line(text)));
  }
  // A parent that waits for a hung child hangs with it: that is one fact, not two.
  const bool waiting_for_child =
      outcome.child.kind == ProcessEnd::Kind::hung && outcome.parent.kind == ProcessEnd::Kind::hung;
  if (!waiting_for_child) add_parent(outcome.parent, clauses);
  add_end(outcome, clauses);
  return joined(clauses, "; ");
}

Fate fate_of(std::string_view signature) {
  if (signature.starts_with("lab error")) return Fate::lab_error;
  if (signature.starts_with("not run")) return Fate::not_run;
  if (signature.starts_with("not applicable")) return Fate::not_applicable;
  if (signature.starts_with("script "))
    return signature.starts_with("script hung") ? Fate::hangs
           : signature == "script rc=0" || signature.starts_with("script rc=0; survivor")
               ? Fate::lives
               : Fate::dies;
  if (signature.starts_with("no fork"))
    return signature.find("; parent signal=") != signature.npos ? Fate::dies
           : signature.find("; parent hung") != signature.npos  ? Fate::hangs
                                                                : Fate::refused;
  if (signature.find("; parent hung") != signature.npos || signature.starts_with("child hung"))
    return Fate::hangs;
  const std::string_view end = signature.substr(0, signature.find("; "));
  const bool as_it_should = end == "child rc=0" || end.ends_with(" as asked");
  const bool cut_short = signature.find("; after ") != signature.npos;
  const bool parent_dies = signature.find("; parent signal=") != signature.npos ||
                           signature.find("; parent rc=") != signature.npos;
  if (parent_dies || cut_short) return Fate::dies;
  if (as_it_should) return Fate::lives;
  const bool other_code = end.starts_with("child rc=") && end.find(" instead of ") != end.npos;
  return other_code || end == "child status unknown" ? Fate::loses : Fate::dies;
}

std::string_view name_of(Fate fate) {
  switch (fate) {
    case Fate::lives: return "lives";
    case Fate::loses: return "loses";
    case Fate::refused: return "refused";
    case Fate::dies: return "dies";
    case Fate::hangs: return "hangs";
    case Fate::not_applicable: return "not applicable";
    case Fate::not_run: return "not run";
    case Fate::lab_error: return "lab error";
  }
  return {};
}

}  // namespace forklab
