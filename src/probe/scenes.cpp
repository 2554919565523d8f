// Axis "what surrounds the fork".
#include <string>

#include "primitives/sub_interpreter.hpp"
#include "probe/report.hpp"
#include "probe/scenario.hpp"
#include "probe/tables.hpp"
#include "snippets/scenes.hpp"
#include "snippets/snippet.hpp"

namespace forklab::probe {
namespace {

int nothing() {
  report(Checkpoint::scene_set);
  return fork_and_wait();
}

#if FORKLAB_HAS_SUBINTERPRETERS

int with_idle_subint(SubInterpreter::Configuration configuration) {
  auto interpreter = SubInterpreter::create(configuration);
  if (!interpreter) return -1;
  report(Checkpoint::scene_set);
  const int result = fork_and_wait();
  if (in_child()) return result;
  if (!interpreter->destroy()) report(EventKind::trouble, "the idle sub-interpreter is in use");
  return result;
}

int idle_legacy_subint() { return with_idle_subint(SubInterpreter::Configuration::legacy); }
int idle_isolated_subint() { return with_idle_subint(SubInterpreter::Configuration::isolated); }

#else

int idle_legacy_subint() { return require_python_314("a scene with a sub-interpreter"); }
int idle_isolated_subint() { return idle_legacy_subint(); }

#endif

constexpr std::array table = {
    Scene{"nothing", nothing},
    Scene{"idle-legacy-subint", idle_legacy_subint},
    Scene{"idle-isolated-subint", idle_isolated_subint},
    Scene{"used-legacy-subint"},
    Scene{"used-isolated-subint"},
    Scene{"closed-legacy-subint"},
    Scene{"closed-isolated-subint"},
    Scene{"leaked-legacy-subint"},
    Scene{"leaked-isolated-subint"},
    Scene{"sleeping-legacy-subint"},
    Scene{"sleeping-isolated-subint"},
    Scene{"spinning-isolated-subint"},
    Scene{"several-subints"},
    Scene{"sleeping-threads"},
    Scene{"spinning-threads"},
    Scene{"asyncio-thread"},
    Scene{"trio-thread"},
    Scene{"idle-thread-pool"},
    Scene{"idle-interpreter-pool"},
    Scene{"busy-interpreter-pool"},
    Scene{"pending-finalizers"},
    Scene{"import-in-flight"},
    Scene{"held-lock"},
    Scene{"held-logging-lock"},
    Scene{"gc-running"},
    Scene{"in-atexit-handler"},
    Scene{"in-fork-hook"},
    Scene{"at-fork-hooks"},
    Scene{"wakeup-fd"},
    Scene{"subint-churn"},
    Scene{"trio-run"},
};
static_assert(same_names(table, scenes));

}  // namespace

std::span<const Scene> scene_table() { return table; }

int set_scene(const Scene& scene) {
  if (scene.around != nullptr) return scene.around();
  const std::string source =
      "import os, sys, threading, forklab\n"
      "from forklab import _fork_and_wait as fork_and_wait\n"
      "def scene():\n" +
      indented(scene_snippet(scene.name)) + "\nscene()\n";
  return run_python(source.c_str());
}

}  // namespace forklab::probe
