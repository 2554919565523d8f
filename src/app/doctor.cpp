// What this machine can do for the lab, and what is missing.
#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <iostream>
#include <set>

#include "app/command.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "matrix/builds.hpp"
#include "run/cell_process.hpp"
#include "run/conditions.hpp"
#include "run/interpreter.hpp"
#include "run/tool.hpp"
#include "status/wait_child.hpp"

namespace forklab {
namespace {

namespace fs = std::filesystem;

enum class Grade { ok, missing, wanting };  // wanting: the lab runs, but can do less

struct Finding {
  Grade grade;
  std::string subject;
  std::string text;
};

void print(const Finding& finding) {
  constexpr std::string_view marks[] = {"ok       ", "MISSING  ", "without  "};
  std::cout << marks[static_cast<int>(finding.grade)] << finding.subject << ": " << finding.text
            << "\n";
}

// Runs `attempt` in a forked child, which answers with an errno; so that nothing changes here.
int error_of(const std::function<int()>& attempt) {
  std::cout.flush();
  const pid_t pid = ::fork();
  if (pid < 0) return errno;
  if (pid == 0) ::_exit(attempt() & 0xff);
  const auto result = wait_child(pid);
  return result && result->status.kind() == ExitStatus::Kind::exited ? *result->status.exit_code()
                                                                     : ECHILD;
}

Finding capability(std::string subject, int error, std::string use, Grade otherwise) {
  if (error == 0) return {Grade::ok, std::move(subject), std::move(use)};
  return {otherwise, std::move(subject), use + ": " + std::strerror(error)};
}

int try_pidfd() {
  const long fd = ::syscall(SYS_pidfd_open, ::getpid(), 0);
  return fd < 0 ? errno : 0;
}

int try_subreaper() { return ::prctl(PR_SET_CHILD_SUBREAPER, 1) == 0 ? 0 : errno; }

int try_user_namespace() {
  return ::unshare(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS) == 0 ? 0 : errno;
}

// Attaches to a child of its own, as evidence before a kill does.
int try_ptrace() {
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::pause();
    ::_exit(0);
  }
  const int error = ::ptrace(PTRACE_SEIZE, pid, nullptr, nullptr) == 0 ? 0 : errno;
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
  return error;
}

Finding tool(const char* name, std::string use) {
  if (const auto found = found_on_path(name))
    return {Grade::ok, name, found->string() + " (" + use + ")"};
  return {Grade::wanting, name, "not on PATH (" + use + ")"};
}

// "python3.14", "python3.15d", "python3.14t"; not "python3.14-config".
bool is_python_name(const std::string& name) {
  constexpr std::string_view start = "python3.";
  if (!name.starts_with(start)) return false;
  const auto digits = name.find_first_not_of("0123456789", start.size());
  if (digits == std::string::npos) return true;
  return digits > start.size() && name.find_first_not_of("dt", digits) == std::string::npos;
}

std::string description_of(const Interpreter& interpreter) {
  const Identity& identity = interpreter.identity;
  const bool headers =
      !interpreter.include.empty() && fs::exists(interpreter.include.front() / "Python.h");
  return identity.implementation + " " + identity.version + (identity.debug ? ", debug" : "") +
         (identity.gil ? "" : ", free-threaded") + ", " + identity.libc +
         (interpreter.has_concurrent_interpreters ? "" : "; not applicable: needs 3.14+") +
         (headers ? "" : "; no headers, so no probe can be built") +
         (interpreter.has_trio ? "" : "; no trio");
}

Finding about_python(const fs::path& python) {
  try {
    const Interpreter interpreter = ask_interpreter(python);
    const Grade grade = interpreter.has_concurrent_interpreters ? Grade::ok : Grade::wanting;
    return {grade, python.string(), description_of(interpreter)};
  } catch (const LabError& error) {
    return {Grade::wanting, python.string(), error.what()};
  }
}

void print_pythons() {
  std::set<fs::path> told;
  for (const fs::path& folder : search_path()) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error))
      if (is_python_name(entry.path().filename()) &&
          told.insert(fs::canonical(entry, error)).second)
        print(about_python(entry.path()));
  }
  if (told.empty())
    print({Grade::wanting, "python3.14", "none on PATH; ./lab build brings its own"});
}

void print_builds() {
  const char* file = std::getenv("FORKLAB_BUILDS");
  if (file == nullptr) return;
  for (const Build& build : builds_from_json(read_file(file), file))
    print({build.unavailable ? Grade::wanting : Grade::ok, "build " + build.id,
           build.unavailable ? *build.unavailable : build.python.string()});
}

std::string layers_of(const Conditions& conditions) {
  return conditions.sandbox.empty() ? "none" : joined(conditions.sandbox);
}

int doctor() {
  const Conditions conditions = current_conditions();
  print({Grade::ok, "kernel",
         "Linux " + conditions.kernel + ", " + conditions.machine + ", " +
             std::to_string(conditions.cpus) + " CPUs to use"});
  print({Grade::ok, "address space randomization",
         conditions.aslr ? "on (a Nix build has it off)" : "off"});
  print({Grade::ok, "sandbox layers in force here", layers_of(conditions)});
  const Finding required[] = {
      capability("pidfd", error_of(try_pidfd), "waiting for one process, Linux 5.3+",
                 Grade::missing),
      capability("subreaper", error_of(try_subreaper), "catching orphans", Grade::missing),
  };
  for (const Finding& finding : required) print(finding);
  print(capability("namespaces", error_of(try_user_namespace), "for Nix' sandbox without root",
                   Grade::wanting));
  print(capability("ptrace", error_of(try_ptrace), "C frames of hung processes", Grade::wanting));
  print(tool("nix", "for ./lab and nix build"));
  print(tool("cmake", "builds probes for --python"));
  print(tool("c++", "builds probes for --python"));
  print_pythons();
  print_builds();
  const bool able = std::none_of(std::begin(required), std::end(required),
                                 [](const Finding& f) { return f.grade == Grade::missing; });
  std::cout << (able ? "cells can be run here\n" : "cells cannot be run here\n");
  return able ? exit_ok : exit_lab_problem;
}

}  // namespace

void add_doctor(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("doctor", "say what this machine can do and what is missing");
  command->callback([&exit_code] { exit_code = doctor(); });
}

}  // namespace forklab
