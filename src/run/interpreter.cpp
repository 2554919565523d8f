#include "run/interpreter.hpp"

#include <unistd.h>

#include <cerrno>

#include "base/error.hpp"
#include "base/text.hpp"
#include "json/json.hpp"
#include "run/cell_process.hpp"

namespace forklab {
namespace {

constexpr const char* questions = R"(
import sys
sys.path[:0] = sys.argv[1:]
import json, sysconfig
def can_import(name):
    import importlib.util
    try:
        return importlib.util.find_spec(name) is not None
    except ImportError:
        return False
def libc():
    import os
    try:
        return os.confstr('CS_GNU_LIBC_VERSION') or ''
    except (AttributeError, ValueError, OSError):
        return ''
version = sys.version
try:
    from platform import python_implementation, python_version, python_compiler, python_build
    answer = dict(version=python_version(), implementation=python_implementation(),
                  compiler=python_compiler(), build=', '.join(python_build()))
except ImportError:
    answer = dict(version=version.split()[0], implementation=sys.implementation.name,
                  compiler='', build='')
get = sysconfig.get_config_var
include = [p for p in dict.fromkeys([sysconfig.get_path('include'),
                                     sysconfig.get_path('platinclude')]) if p]
# Debian's pyconfig.h includes <MULTIARCH/pythonX.Y/pyconfig.h>, found by itself only below /usr/include.
import os
around = os.path.dirname(include[0]) if include else ''
if around != '/usr/include' and os.path.isdir(os.path.join(around, get('MULTIARCH') or '?')):
    include.append(around)
answer.update(
    jit=bool(hasattr(sys, '_jit') and sys._jit.is_enabled()),
    shared=bool(get('Py_ENABLE_SHARED')), configure=get('CONFIG_ARGS') or '',
    debug=hasattr(sys, 'gettotalrefcount'), gil=not get('Py_GIL_DISABLED'), libc=libc(),
    executable=sys.executable, interpreters=can_import('concurrent.interpreters'),
    trio=can_import('trio'), suffix=get('EXT_SUFFIX') or '',
    include=include)
print('forklab-answer:' + json.dumps(answer))
)";

LabError no_python(const std::filesystem::path& python, const std::string& why) {
  return LabError(python.string() + ": " + why);
}

std::string why_not(const RunReport& report) {
  if (report.status.kind() == ExitStatus::Kind::not_started)
    return "cannot be started: " + report.status.text();
  if (report.ended_by == EndedBy::deadline)
    return "does not answer within 30 seconds: is it a Python?";
  const std::string words = last_line(report.standard_error.text);
  const std::string said = words.empty() ? "" : " (" + words + ")";
  if (report.status.kind() == ExitStatus::Kind::signalled)
    return "crashes at start with " + report.status.text() + said;
  return "is not a working Python: " + report.status.text() + said;
}

Interpreter interpreter_from(const Json& answer) {
  Interpreter interpreter;
  interpreter.identity = {
      answer.at("version"), answer.at("implementation"), answer.at("debug"), answer.at("gil"),
      answer.at("libc"),    answer.at("compiler"),       answer.at("build"), answer.at("jit"),
      answer.at("shared"),  answer.at("configure")};
  interpreter.executable = answer.at("executable").get<std::string>();
  interpreter.has_concurrent_interpreters = answer.at("interpreters");
  interpreter.has_trio = answer.at("trio");
  interpreter.extension_suffix = answer.at("suffix");
  for (const auto& folder : answer.at("include"))
    interpreter.include.emplace_back(folder.get<std::string>());
  return interpreter;
}

}  // namespace

Interpreter ask_interpreter(const std::filesystem::path& python,
                            const std::vector<std::filesystem::path>& module_path,
                            const std::vector<std::string>& environment) {
  if (::access(python.c_str(), F_OK) != 0) throw no_python(python, "there is no such file");
  if (std::filesystem::is_directory(python) || ::access(python.c_str(), X_OK) != 0)
    throw no_python(python, "is not an executable file");
  RunRequest request;
  request.argv = {std::filesystem::absolute(python).string(), "-I", "-B", "-c", questions};
  for (const auto& entry : module_path) request.argv.push_back(entry.string());
  request.environment = cell_environment(environment);
  request.folder = std::filesystem::current_path();
  request.deadline = std::chrono::seconds(30);
  request.events = false;
  const RunReport report = run_supervised(request);
  constexpr std::string_view mark = "forklab-answer:";
  const auto& output = report.standard_output.text;
  const auto at = output.rfind(mark);
  if (!report.status.clean() || at == std::string::npos) throw no_python(python, why_not(report));
  try {
    return interpreter_from(Json::parse(output.substr(at + mark.size())));
  } catch (const Json::exception&) {
    throw no_python(python, "gives no sensible answer about itself");
  }
}

}  // namespace forklab
