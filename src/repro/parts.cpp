#include "repro/parts.hpp"

#include "axes/axes.hpp"
#include "base/error.hpp"

namespace forklab {
namespace {

// As it is in the row, or one that does nothing.
std::string function(std::string_view head, std::string_view text) {
  const std::string nothing = "def " + std::string(head) + ":\n    pass\n";
  return "\n\n" + (text.empty() ? nothing : std::string(text));
}

std::string constant(const char* name, bool value) {
  return std::string(name) + " = " + (value ? "True\n" : "False\n");
}

std::vector<std::string> modules_of(const Scenario& scenario, const std::string& source) {
  std::vector<std::string> modules;
  if (scenario.needs_trio()) modules.emplace_back("trio");
  for (const char* module : {"_interpreters", "multiprocessing"})
    if (source.find(module) != source.npos) modules.emplace_back(module);
  return modules;
}

}  // namespace

ScenarioParts parts_of(const Scenario& scenario) {
  const Forker* const forker = forker_named(scenario.forker);
  const Scene* const scene = scene_named(scenario.scene);
  const ChildWork* const child = child_work_named(scenario.child);
  const Wait* const wait = wait_named(scenario.wait);
  FORKLAB_CHECK(forker != nullptr && scene != nullptr && child != nullptr && wait != nullptr);
  ScenarioParts parts;
  parts.needs_c = forker->in_c;
  parts.source = "\n" + constant("WAITS_IN_TRIO_THREAD", wait->in_trio_thread) +
                 constant("ORPHAN", wait->waits_for_orphan) +
                 constant("HOLDS_CHILD", wait->holds_child) +
                 constant("GOES_BACK", child->goes_back) +
                 constant("TELLS_ITSELF", child->said == Said::by_probe) +
                 constant("NEEDS_C", parts.needs_c) + function("scene()", scene->text) +
                 function("fork()", forker->text) + function("child()", child->text) +
                 function("wait(pid)", forker->joins.empty() ? wait->text : forker->joins) +
                 function("prepare()", wait->preparation) + function("let_go()", forker->lets_go);
  parts.modules = modules_of(scenario, parts.source);
  return parts;
}

}  // namespace forklab
