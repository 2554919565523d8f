#include "repro/bundle.hpp"

#include <algorithm>

#include "axes/axes.hpp"
#include "base/error.hpp"
#include "base/markdown.hpp"
#include "repro/parts.hpp"
#include "repro/texts.hpp"
#include "verdict/rerun.hpp"

namespace forklab {
namespace {

// A script looks so often for what a cell shows only now and then.
constexpr int runs_of_a_flaky_cell = 20;

std::string python_literal(std::string_view text) {
  constexpr const char* digits = "0123456789abcdef";
  std::string literal = "'";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\\' || c == '\'')
      literal += std::string("\\") + c;
    else if (byte < 0x20 || byte == 0x7f)
      literal += std::string("\\x") + digits[byte >> 4U] + digits[byte & 0xfU];
    else
      literal += c;
  }
  return literal + "'";
}

std::string python_list(const std::vector<std::string>& items, std::string_view separator = ", ") {
  std::string list = "[";
  for (const std::string& item : items)
    list += (list.size() > 1 ? std::string(separator) : "") + python_literal(item);
  return list + "]";
}

// What is looked for: of a cell whose runs differ, what does not live.
std::vector<std::string> behaviour(const Observation& cell) {
  std::vector<std::string> signatures;
  for (const CountedOutcome& counted : cell.outcomes)
    if (cell.outcomes.size() == 1 || fate_of(counted.signature) != Fate::lives)
      signatures.push_back(counted.signature);
  return signatures;
}

std::string description(const AxisValue* value, const std::string& name) {
  return value != nullptr ? std::string(value->description) : name;
}

std::string words_for(const Scenario& scenario) {
  std::string words =
      "Who forks: " + description(forker_named(scenario.forker), scenario.forker) +
      ".\nAround it: " + description(scene_named(scenario.scene), scenario.scene) +
      ".\nThe child: " + description(child_work_named(scenario.child), scenario.child) + ".";
  if (scenario.wait != waits().front().name)
    words +=
        "\nHow it is waited for: " + description(wait_named(scenario.wait), scenario.wait) + ".";
  return words;
}

// A text with "@NAME@" for what is filled in.
class Template {
 public:
  explicit Template(std::string text) : text_(std::move(text)) {}
  Template& fill(const std::string& name, const std::string& with) {
    const std::size_t at = text_.find("@" + name + "@");
    FORKLAB_CHECK(at != text_.npos);
    text_.replace(at, name.size() + 2, with);
    return *this;
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

std::string environment_literal(const std::vector<std::string>& environment) {
  std::string literal = "{";
  for (const std::string& variable : environment) {
    const std::size_t sign = variable.find('=');
    if (variable.starts_with("PATH=")) continue;  // the reader's own
    literal += (literal.size() > 1 ? ", " : "") + python_literal(variable.substr(0, sign)) + ": " +
               python_literal(variable.substr(sign + 1));
  }
  return literal + "}";
}

std::string script_of(const Observation& cell, const ScenarioParts& parts,
                      const BundleOptions& options) {
  std::string seen;
  for (const std::string& signature : behaviour(cell))
    seen += "On " + cell.build + ": " + python_literal(signature) + "\n";
  std::replace(seen.begin(), seen.end(), '"', '\'');  // it stands in a docstring
  std::string deadline = std::to_string(options.deadline_seconds);
  deadline.erase(deadline.find_last_not_of('0') + 1);
  if (deadline.ends_with('.')) deadline.pop_back();
  const int runs = cell.outcomes.size() > 1 ? runs_of_a_flaky_cell : 1;
  return Template(script_text)
      .fill("TITLE", words_for(scenario_from_id(cell.id)))
      .fill("SEEN", seen)
      .fill("SIGNATURES", python_list(behaviour(cell), ",\n        "))
      .fill("NEEDS", python_list(parts.modules))
      .fill("RUNS", std::to_string(runs))
      .fill("DEADLINE", deadline)
      .fill("ENVIRONMENT", environment_literal(options.environment))
      .fill("SCENARIO", parts.source)
      .text();
}

std::string yes_or_no(bool value) { return value ? "yes" : "no"; }

// The same scenario on every build.
std::string builds_table(const Observation& cell, const std::vector<Observation>& observations) {
  std::string text =
      "| build | debug | GIL | JIT | compiler | what happens |\n|---|---|---|---|---|---|\n";
  for (const Observation& other : observations) {
    if (other.id != cell.id) continue;
    const Identity& identity = other.identity;
    text += "| " + markdown_escaped(other.build) + " | " + yes_or_no(identity.debug) + " | " +
            yes_or_no(identity.gil) + " | " + yes_or_no(identity.jit) + " | " +
            markdown_escaped(identity.compiler) + " | " + markdown_escaped(other.signature()) +
            " |\n";
  }
  return text;
}

std::string frames_text(const Observation& cell) {
  std::string text;
  const Outcome& outcome = cell.outcomes.front().outcome;
  for (const auto& [who, end] : {std::pair("child", &outcome.child), {"parent", &outcome.parent}})
    if (!end->frames.empty()) {
      text += std::string("Where the ") + who + " was, innermost first:\n\n";
      for (const std::string& frame : end->frames) text += "    " + frame + "\n";
      text += "\n";
    }
  return text;
}

std::string known_text(const Observation& cell, const std::vector<Verdict>& verdicts) {
  for (const Verdict& verdict : verdicts) {
    if (verdict.build != cell.build || verdict.id != cell.id || verdict.reason.empty()) continue;
    std::string text = verdict.reason;
    if (!verdict.source.empty()) text += " (" + verdict.source + ")";
    if (!verdict.issue.empty()) text += " See " + verdict.issue + ".";
    return markdown_escaped(text) + "\n\n";
  }
  return "";
}

std::string build_text(const Observation& cell) {
  const Identity& identity = cell.identity;
  std::string text =
      "- version: " + markdown_escaped(identity.version) + " (" + markdown_escaped(identity.build) +
      "), " + markdown_escaped(identity.compiler) + ", " + markdown_escaped(identity.libc) + "\n";
  if (!cell.package.empty())
    text += "- package: " + markdown_escaped(cell.package) + " (" + cell.origin + ")\n";
  text += "- the same source: `git checkout v" + identity.version + "`\n";
  if (!identity.configure.empty()) text += "- configured with: `" + identity.configure + "`\n";
  return text + "- with forklab: `" + rerun_line(cell.build, cell.scenario) + "`\n";
}

std::string conditions_text(const Conditions& conditions) {
  return "Linux " + markdown_escaped(conditions.kernel) + ", " +
         markdown_escaped(conditions.machine) + ", " + std::to_string(conditions.cpus) +
         " CPUs, address space randomization " + (conditions.aslr ? "on" : "off") + "\n";
}

std::string bulleted(const std::string& lines) {
  std::string text = "- " + lines;
  for (std::size_t at = text.find('\n'); at != text.npos; at = text.find('\n', at + 3))
    text.replace(at, 1, "\n- ");
  return text;
}

std::string issue_of(const Observation& cell, const std::vector<Observation>& observations,
                     const std::vector<Verdict>& verdicts, const std::string& script) {
  const std::string seen = behaviour(cell).front();
  std::string text = "# " + cell.id + ": " + markdown_escaped(seen) + "\n\n### Bug description\n\n";
  text += bulleted(words_for(scenario_from_id(cell.id))) + "\n\nWhat happens on " + cell.build +
          ": `" + cell.signature() + "`.\n\n";
  text += known_text(cell, verdicts) + frames_text(cell) + builds_table(cell, observations);
  text +=
      "\n### Reproducer\n\n`python repro.py` (exit status 1: it happens; 0: it does not; 125: this "
      "Python cannot tell)\n\n<details>\n<summary>repro.py</summary>\n\n```python\n" +
      script + "```\n\n</details>\n\n";
  if (script.find("NEEDS_C = True") != script.npos)
    text += "<details>\n<summary>forkers.c, beside it</summary>\n\n```c\n" +
            std::string(forkers_c_text) + "```\n\n</details>\n\n";
  return text + "### The build\n\n" + build_text(cell) + "\n### Operating system\n\n" +
         conditions_text(cell.conditions);
}

}  // namespace

std::vector<BundleFile> bundle_of(const Observation& cell,
                                  const std::vector<Observation>& observations,
                                  const std::vector<Verdict>& verdicts,
                                  const BundleOptions& options) {
  const std::string signature = cell.signature();
  if (cell.id.starts_with("script:"))
    throw UsageError(cell.scenario + " is a script of its own: send that");
  for (const Fate fate : {Fate::not_run, Fate::not_applicable, Fate::lab_error})
    if (fate_of(cell.outcomes.front().signature) == fate)
      throw UsageError(cell.scenario + " on " + cell.build + " shows nothing: " + signature);
  const Scenario scenario = scenario_from_id(cell.id);
  if (scenario.guard != guards().front().name)
    throw UsageError(cell.scenario + " has a fork guard, which a script cannot install");
  const ScenarioParts parts = parts_of(scenario);
  const std::string script = script_of(cell, parts, options);
  std::vector<BundleFile> files = {{"repro.py", script},
                                   {"issue.md", issue_of(cell, observations, verdicts, script)},
                                   {"cell.jsonl", to_json_line(cell) + "\n"}};
  if (parts.needs_c) files.push_back({"forkers.c", forkers_c_text});
  return files;
}

}  // namespace forklab
