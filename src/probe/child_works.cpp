// What the child does, where that is not said in Python alone.
#include "axes/by_probe.hpp"
#include "primitives/run_trio_in_subint.hpp"
#include "probe/report.hpp"
#include "probe/scenario.hpp"

namespace forklab::probe {
namespace {

int trio_in_legacy_subint(const std::string& bootstrap) {
  RunTrioInSubintOptions options;
  options.bootstrap = module_path_source() + bootstrap;
  if (run_trio_in_subint(std::move(options)) != 0) return -1;
  if (!has_reported(Checkpoint::work_begun)) {
    PyErr_SetString(PyExc_AssertionError, "the bootstrap came back without having run");
    return -1;
  }
  report(Checkpoint::work_done);
  return 0;
}

constexpr std::array<Named<int(const std::string&)>, by_probe::child_works.size()> functions = {{
    {"trio-in-legacy-subint", trio_in_legacy_subint},
}};
static_assert(are_all(functions, by_probe::child_works));

int code_of(const PyRef& result) {
  return PyLong_Check(result.get()) ? static_cast<int>(PyLong_AsLong(result.get())) : 0;
}

}  // namespace

int do_work(const Part& child) {
  if (!child.by.empty()) {
    const auto function = function_for(functions, child.by);
    return function != nullptr ? function(child.text) : -1;
  }
  report(Checkpoint::work_begun);
  int code = 0;
  if (!child.text.empty()) {
    const PyRef result = call(child.text, "child", prelude_source());
    if (!result) return -1;
    code = code_of(result);
  }
  if (!has_reported(Checkpoint::work_done)) report(Checkpoint::work_done);
  return code;
}

}  // namespace forklab::probe
