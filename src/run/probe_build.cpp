#include "run/probe_build.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/log.hpp"
#include "base/temporary_folder.hpp"
#include "base/text.hpp"
#include "run/cell_process.hpp"
#include "run/tool.hpp"

namespace forklab {
namespace {

namespace fs = std::filesystem;

std::string environment_or(const char* name, std::string otherwise) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? value : std::move(otherwise);
}

fs::path cache_folder() {
  const std::string home = environment_or("HOME", fs::temp_directory_path().string());
  return fs::path(environment_or("XDG_CACHE_HOME", home + "/.cache")) / "forklab" / "probes";
}

// FORKLAB_PROBE_SRC, else what is installed beside this program, else the source tree it was
// built from.
fs::path probe_sources() {
  const fs::path beside = fs::read_symlink("/proc/self/exe").parent_path();
  for (const fs::path& candidate :
       {fs::path(environment_or("FORKLAB_PROBE_SRC", "")), beside / "../share/forklab/probe-src",
        fs::path(FORKLAB_SOURCE_FOLDER) / "src"})
    if (!candidate.empty() && fs::exists(candidate / "probe" / "CMakeLists.txt")) return candidate;
  throw LabError(
      "the probe's sources are not installed; set FORKLAB_PROBE_SRC to the folder that "
      "holds probe/CMakeLists.txt");
}

// A value that is not a function of the probe is told to it, and changes none.
bool is_read_for_a_probe(const fs::path& file) {
  const bool is_value = file.extension() == ".py" && file.filename() != "generate.py";
  return !is_value || read_file(file).find("\n# by: probe\n") != std::string::npos;
}

std::uint64_t hash_of_sources(const fs::path& sources) {
  std::vector<fs::path> files;
  for (const char* room : {"probe", "python", "primitives", "status", "event", "axes"})
    for (const auto& entry : fs::recursive_directory_iterator(sources / room))
      if (entry.is_regular_file() && is_read_for_a_probe(entry.path()))
        files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::uint64_t hash = hash_of("");
  for (const fs::path& file : files)
    hash = hash_of(read_file(file), hash_of(file.filename().string(), hash));
  return hash;
}

// Two builders' interpreters of one version are two interpreters: the executable's bytes decide.
std::string cache_key(const Interpreter& interpreter, const fs::path& sources) {
  std::uint64_t hash = hash_of(read_file(interpreter.executable), hash_of_sources(sources));
  for (const fs::path& folder : interpreter.include) {
    hash = hash_of(folder.string(), hash);
    hash = hash_of(read_file_or_empty(folder / "patchlevel.h"), hash);
  }
  return interpreter.identity.version + "-" + hash_text(hash);
}

void require_headers(const Interpreter& interpreter) {
  if (interpreter.include.empty())
    throw LabError(interpreter.executable.string() + " does not say where its headers are");
  const fs::path header = interpreter.include.front() / "Python.h";
  if (fs::exists(header)) return;
  const std::string version =
      interpreter.identity.version.substr(0, interpreter.identity.version.rfind('.'));
  throw LabError("no headers for " + interpreter.executable.string() + ": there is no " +
                 header.string() + ". Install them (Debian: python" + version +
                 "-dev), or give a probe built elsewhere with --probe");
}

void build_with(std::vector<std::string> argv, const fs::path& folder) {
  ToolOptions options{folder};
  options.environment.push_back("HOME=" + folder.string());
  for (const char* name : {"CC", "CFLAGS", "CXX", "CXXFLAGS", "LDFLAGS"})
    if (const char* value = std::getenv(name))
      options.environment.push_back(std::string(name) + "=" + value);
  const std::string name = argv.front();
  const RunReport report = run_tool(std::move(argv), options);
  if (report.status.clean()) return;
  throw LabError("building a probe: " + name + " ended with " + report.status.text() + "\n" +
                 report.standard_output.text + report.standard_error.text);
}

}  // namespace

std::filesystem::path probe_for(const Interpreter& interpreter) {
  require_headers(interpreter);
  const fs::path sources = probe_sources();
  const fs::path cached = cache_folder() / cache_key(interpreter, sources);
  if (fs::exists(cached)) return cached;
  log_info("building a probe for " + interpreter.executable.string());
  const TemporaryFolder temporary(cache_folder());
  const std::string cmake = tool_for("building a probe", "cmake");
  build_with({cmake, "-S", (sources / "probe").string(), "-B", "work",
              "-DFORKLAB_PYTHON_INCLUDE=" + joined(interpreter.include, ";"),
              "-DFORKLAB_EXT_SUFFIX=" + interpreter.extension_suffix,
              "-DFORKLAB_PYTHON3=" + interpreter.executable.string(),
              "-DCMAKE_INSTALL_PREFIX=" + (temporary.path() / "probe").string()},
             temporary.path());
  build_with({cmake, "--build", "work", "--parallel"}, temporary.path());
  build_with({cmake, "--install", "work"}, temporary.path());
  std::error_code error;
  fs::rename(temporary.path() / "probe", cached, error);
  if (error && !fs::exists(cached)) throw LabError("cannot keep the probe: " + error.message());
  return cached;
}

void check_probe(const std::filesystem::path& folder, const Interpreter& interpreter) {
  if (!fs::is_directory(folder)) throw LabError("probe " + folder.string() + ": no such folder");
  if (fs::exists(folder / ("forklab" + interpreter.extension_suffix))) return;
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().filename().string().starts_with("forklab."))
      found.push_back(entry.path().filename().string());
  throw LabError("probe " + folder.string() + " is of the wrong ABI: " +
                 interpreter.executable.string() + " loads forklab" + interpreter.extension_suffix +
                 ", the folder holds " + (found.empty() ? "no probe" : joined(found)));
}

}  // namespace forklab
