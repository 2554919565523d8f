// The command line as a user meets it: bad input, clear words, nothing half-written. The tests with
// a real CPython take it from FORKLAB_TEST_PYTHON, _PROBE, _OTHER_PROBE (of another ABI) and _TRIO.
#include <signal.h>

#include <algorithm>

#include <fstream>

#include "base/error.hpp"
#include "base/file.hpp"
#include "leak_check.hpp"
#include "outcome/observation.hpp"
#include "supervise/client.hpp"

namespace forklab {
namespace {

using namespace std::chrono_literals;

const char* real(const char* what) {
  return std::getenv((std::string("FORKLAB_TEST_") + what).c_str());
}

#define NEEDS_REAL_PYTHON() \
  if (real("PYTHON") == nullptr) GTEST_SKIP() << "FORKLAB_TEST_PYTHON names no CPython 3.14"

class CommandLine : public LeakCheck {
 protected:
  [[nodiscard]] RunRequest forklab(std::vector<std::string> arguments) const {
    RunRequest command = request({});
    command.argv = {FORKLAB_TEST_PROGRAM};
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    command.environment.push_back("FORKLAB_SUPERVISE=" + supervisor_program().string());
    command.environment.push_back("HOME=" + folder_.string());
    command.environment.push_back("NO_COLOR=1");
    command.folder = folder_;
    command.deadline = 60s;
    return command;
  }

  // `arguments` are refused with `status`, and the message holds `words`.
  void refuses(int status, const std::string& words, std::vector<std::string> arguments) const {
    const RunReport report = run_supervised(forklab(std::move(arguments)));
    EXPECT_TRUE(report.status.exited(status)) << report.status.text();
    EXPECT_NE(report.standard_error.text.find(words), std::string::npos)
        << report.standard_error.text;
  }

  [[nodiscard]] std::string written(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }
  [[nodiscard]] std::string script(const std::string& name, const std::string& text) const {
    const std::string path = written(name, text);
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path;
  }

  // A program that answers what forklab asks a Python, and can do nothing else.
  [[nodiscard]] std::string python_that_says(const std::string& version, bool interpreters) const {
    return script("python", "#!/bin/sh\necho 'forklab-answer:{\"version\":\"" + version +
                                "\",\"interpreters\":" + (interpreters ? "true" : "false") +
                                R"(,"implementation":"CPython","compiler":"c","build":"b",)"
                                R"("debug":false,"gil":true,"libc":"l","executable":"/no/python",)"
                                R"("trio":false,"suffix":".so","jit":false,"shared":false,)"
                                R"("include":["/no/include/python3.14"],"configure":""}')"
                                "\n");
  }

  // A matrix folder like the real one but for one file.
  [[nodiscard]] std::string matrix_with(const std::string& file, const std::string& text) const {
    const auto folder = folder_ / "matrix";
    std::filesystem::create_directory(folder);
    for (const auto& entry : std::filesystem::directory_iterator(FORKLAB_TEST_MATRIX))
      if (entry.path().filename() != file) std::filesystem::copy(entry.path(), folder);
    std::ofstream(folder / file) << text;
    return folder.string();
  }

  [[nodiscard]] std::vector<std::string> real_run(std::vector<std::string> more) const {
    std::vector<std::string> arguments = {"run",        "--matrix",     FORKLAB_TEST_MATRIX,
                                          "--python",   real("PYTHON"), "--probe",
                                          real("PROBE")};
    if (real("TRIO") != nullptr) arguments.insert(arguments.end(), {"--trio", real("TRIO")});
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }

  const std::string matrix_ = FORKLAB_TEST_MATRIX;
};

TEST_F(CommandLine, UnknownOptionsAndCommandsAreUsageErrors) {
  refuses(2, "--frob", {"run", "--frob"});
  refuses(2, "which command?", {});
  refuses(2, "frob", {"frob"});
  refuses(2, "--jobs", {"run", "--jobs", "0"});
  refuses(2, "--timeout", {"run", "--timeout", "soon"});
}

TEST_F(CommandLine, TheMatrixIsReadAndCounted) {
  const RunReport report = run_supervised(forklab({"matrix", "--check", "--matrix", matrix_}));
  EXPECT_TRUE(report.status.clean()) << report.standard_error.text;
  for (const char* words :
       {"variants.toml: 8 variants", "builds.toml: 2 builds, 2 families",
        "sources.toml: 14 releases", "scenarios.toml: 8 suites, ", "expectations.toml: "})
    EXPECT_NE(report.standard_output.text.find(words), std::string::npos)
        << words << " is not in\n"
        << report.standard_output.text;
}

TEST_F(CommandLine, AMistakeInAnyMatrixFileIsNamedWithItsLine) {
  const auto with_mistake = [&](const std::string& file, const std::string& right,
                                const std::string& wrong, const std::string& words) {
    std::string text = read_file(std::filesystem::path(matrix_) / file);
    const auto at = text.find(right);
    ASSERT_NE(at, std::string::npos) << right << " is not in " << file;
    const auto line = std::count(text.begin(), text.begin() + static_cast<long>(at), '\n') + 1;
    text.replace(at, right.size(), wrong);
    const RunReport report =
        run_supervised(forklab({"matrix", "--check", "--matrix", matrix_with(file, text)}));
    EXPECT_TRUE(report.status.exited(1)) << report.status.text();
    for (const std::string& said : {file + ":" + std::to_string(line) + ":", words})
      EXPECT_NE(report.standard_error.text.find(said), std::string::npos)
          << said << " is not in\n"
          << report.standard_error.text;
    std::filesystem::remove_all(folder_ / "matrix");
  };
  with_mistake("variants.toml", "flags = \"-O1\"", "flag = \"-O1\"", "did you mean \"flags\"?");
  with_mistake("sources.toml", "checks = [", "check = [", "did you mean \"checks\"?");
  with_mistake("builds.toml", "variant = \"release\"", "variant = \"relaese\"",
               "did you mean \"release\"?");
  with_mistake("scenarios.toml", "deadline = 5", "deadline = \"5\"", "must be seconds");
  with_mistake("expectations.toml", "[[expect]]",
               "[[expect]]\nscenario = \"*/nothing/*\"\nbuild = { variant = \"debgu\" }\n"
               "signature = \"child rc=0\"\nreason = \"r\"\nsource = \"s\"\n[[expect]]",
               "there is no variant \"debgu\"; did you mean \"debug\"?");
}

TEST_F(CommandLine, MatrixWithoutCheckIsAUsageError) {
  refuses(2, "--check", {"matrix", "--matrix", matrix_});
}

TEST_F(CommandLine, ARunWithoutABuildSaysHowToGiveOne) {
  refuses(2, "--python PATH", {"run", "--matrix", matrix_});
}

TEST_F(CommandLine, AnUnknownScenarioIsNamedWithTheNearestOne) {
  refuses(2, "did you mean \"main_thread_fork\"",
          {"run", "--matrix", matrix_, "--scenario", "main_thread_frok"});
  refuses(2, "no scenario matches \"zzz*\"", {"run", "--matrix", matrix_, "--scenario", "zzz*"});
  refuses(2, "there is no suite \"sead\"", {"run", "--matrix", matrix_, "--suite", "sead"});
  refuses(2, "there is no suite \"sead\"", {"list", "--matrix", matrix_, "--suite", "sead"});
}

TEST_F(CommandLine, AnUnknownBuildIsNamed) {
  const std::string builds = written("builds.json", R"({"schema":1,"builds":[{"id":"3.14.0-debug-x",
    "version":"3.14.0","variant":"debug","origin":"x","unavailable":"gone"}]})");
  refuses(2, "did you mean \"3.14.0-debug-x\"",
          {"run", "--matrix", matrix_, "--builds", builds, "--build", "3.14.0-debug-y"});
}

TEST_F(CommandLine, AnUnavailableBuildIsNotRunWithItsReason) {
  const std::string builds = written("builds.json", R"({"schema":1,"builds":[{"id":"3.14.0-debug-x",
    "version":"3.14.0","variant":"debug","origin":"x","unavailable":"source not reachable"}]})");
  const RunReport report =
      run_supervised(forklab({"run", "--matrix", matrix_, "--builds", builds, "-o", "out"}));
  EXPECT_TRUE(report.status.exited(3)) << report.status.text();
  const auto observations = load_observations(folder_ / "out");
  ASSERT_EQ(observations.size(), 6U);
  EXPECT_EQ(observations.front().signature(), "not run: source not reachable");
}

TEST_F(CommandLine, AProbeThatCouldNotBeMadeIsNotRunWithItsReason) {
  static_cast<void>(written("unavailable", "its probe cannot be compiled: error: x"));
  const std::string builds = written(
      "builds.json", R"({"schema":1,"builds":[{"id":"a","version":"3.14.0","variant":"debug",
        "origin":"x","python":"/bin/true","probe":")" +
                         folder_.string() + R"("}]})");
  const RunReport report =
      run_supervised(forklab({"run", "--matrix", matrix_, "--builds", builds, "-o", "out"}));
  EXPECT_TRUE(report.status.exited(3)) << report.status.text();
  EXPECT_EQ(load_observations(folder_ / "out").at(0).signature(),
            "not run: its probe cannot be compiled: error: x");
}

TEST_F(CommandLine, ABadListOfBuildsIsNamed) {
  refuses(1, "no-such-file.json", {"run", "--matrix", matrix_, "--builds", "no-such-file.json"});
  refuses(1, "bad.json: is no list of builds",
          {"run", "--matrix", matrix_, "--builds", written("bad.json", "{")});
}

TEST_F(CommandLine, WhatIsNoPythonIsRefused) {
  refuses(1, "there is no such file", {"run", "--matrix", matrix_, "--python", "/no/python3.14"});
  refuses(1, "is not an executable file", {"run", "--matrix", matrix_, "--python", "/etc/passwd"});
  refuses(1, "is not a working Python", {"run", "--matrix", matrix_, "--python", "/bin/true"});
}

TEST_F(CommandLine, APythonThatCrashesAtStartIsRefused) {
  refuses(1, "crashes at start with signal=SIGSEGV",
          {"run", "--matrix", matrix_, "--python", script("python", "#!/bin/sh\nkill -SEGV $$\n")});
}

// A Python without headers, in place of one: no machine of the tests has a 3.14 like that.
TEST_F(CommandLine, APythonWithoutHeadersIsToldWhichOnesItMisses) {
  refuses(1, "there is no /no/include/python3.14/Python.h. Install them",
          {"run", "--matrix", matrix_, "--python", python_that_says("3.14.0", true)});
}

TEST_F(CommandLine, ARunHasTheEnvironmentOfItsBuildAndOfNoOther) {
  if (::access("/usr/bin/python3", X_OK) != 0) GTEST_SKIP() << "there is no /usr/bin/python3";
  const std::string builds = written("builds.json", R"({"schema":1,"builds":[
    {"id":"with","version":"3","variant":"asan","origin":"x","python":"/usr/bin/python3",
     "environment":["ASAN_OPTIONS=x=1"]},
    {"id":"without","version":"3","variant":"release","origin":"x","python":"/usr/bin/python3"}]})");
  static_cast<void>(
      written("exits.py",
              "import os; raise SystemExit(3 if os.environ.get('ASAN_OPTIONS') == 'x=1' else 4)"));
  const RunReport report =
      run_supervised(forklab({"run", "--script", "exits.py", "--builds", builds, "-o", "out"}));
  EXPECT_TRUE(report.status.clean()) << report.standard_error.text;
  const auto observations = load_observations(folder_ / "out");
  ASSERT_EQ(observations.size(), 2U);
  EXPECT_EQ(observations[0].signature(), "script rc=3");
  EXPECT_EQ(observations[1].signature(), "script rc=4");
}

// It answers for a Python, and exits with 3 when it runs a script with options for a sanitizer.
TEST_F(CommandLine, APythonRunsWithTheEnvironmentOfTheVariantThatItIs) {
  const auto python = [&](const std::string& configure) {
    const std::string answer =
        R"({"version":"3.14.0","implementation":"CPython","compiler":"c","build":"b","debug":false,)"
        R"("gil":true,"libc":"l","executable":"/no/python3.14","interpreters":true,"trio":false,)"
        R"("suffix":".so","include":[],"jit":false,"shared":false,"configure":")" +
        configure + "\"}";
    return script("python",
                  "#!/bin/sh\ncase $* in *forklab-answer*) echo 'forklab-answer:" + answer +
                      "' ;; *) case $ASAN_OPTIONS in *abort_on_error=1*) exit 3 ;; esac; "
                      "exit 4 ;; esac\n");
  };
  static_cast<void>(written("one.py", ""));
  const auto seen = [&](const std::string& configure, const std::string& matrix) {
    const RunReport report =
        run_supervised(forklab({"run", "--script", "one.py", "--matrix", matrix, "--python",
                                python(configure), "-o", "out"}));
    EXPECT_TRUE(report.status.clean()) << report.standard_error.text;
    const Observation observation = load_observations(folder_ / "out").at(0);
    return observation.build + ": " + observation.signature();
  };
  EXPECT_EQ(seen("--with-address-sanitizer", matrix_), "3.14.0-asan-local: script rc=3");
  EXPECT_EQ(seen("", matrix_), "3.14.0-release-local: script rc=4");
  std::filesystem::create_directory(folder_ / "scenarios");
  std::filesystem::copy(std::filesystem::path(matrix_) / "scenarios.toml", folder_ / "scenarios");
  EXPECT_EQ(seen("--with-address-sanitizer", "scenarios"), "3.14.0-unlabelled-local: script rc=4");
}

// A limit on file sizes stands for a full disk: the write fails in the same place.
TEST_F(CommandLine, AnOutputFolderThatTakesNoMoreIsAnErrorAndHoldsNoHalfFile) {
  const std::string builds = written("builds.json", R"({"schema":1,"builds":[]})");
  RunRequest command = forklab({});
  command.argv = {"/bin/sh",
                  "-c",
                  "trap '' XFSZ; ulimit -f 0; exec \"$@\"",
                  "sh",
                  FORKLAB_TEST_PROGRAM,
                  "run",
                  "--matrix",
                  matrix_,
                  "--builds",
                  builds,
                  "-o",
                  "out"};
  const RunReport report = run_supervised(command);
  EXPECT_TRUE(report.status.exited(1)) << report.status.text();
  EXPECT_NE(report.standard_error.text.find("cannot write out/"), std::string::npos)
      << report.standard_error.text;
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "out"));
}

TEST_F(CommandLine, APythonBefore313IsNotApplicable) {
  const RunReport report = run_supervised(forklab(
      {"run", "--matrix", matrix_, "--python", python_that_says("3.12.7", false), "-o", "out"}));
  EXPECT_TRUE(report.status.exited(3)) << report.status.text();
  const auto observations = load_observations(folder_ / "out");
  ASSERT_FALSE(observations.empty());
  for (const Observation& observation : observations)
    EXPECT_EQ(observation.signature(), "not applicable: needs 3.14+");
}

TEST_F(CommandLine, ABrokenMatrixFileIsNamedWithItsLine) {
  const std::string folder = matrix_with("scenarios.toml", "schema = 1\n[[suite]\n");
  refuses(1, "matrix/scenarios.toml:2:", {"list", "--matrix", folder});
}

TEST_F(CommandLine, AFolderWithoutMatrixIsNamed) {
  refuses(2, "there is no scenarios.toml in it", {"list", "--matrix", folder_.string()});
}

TEST_F(CommandLine, AnUnwritableOutputIsRefusedBeforeAnythingRuns) {
  const std::string file = written("file", "");
  const std::string builds = written("builds.json", R"({"schema":1,"builds":[]})");
  refuses(1, "cannot make this folder",
          {"run", "--matrix", matrix_, "--builds", builds, "-o", file});
  refuses(1, "/proc/forklab",
          {"run", "--matrix", matrix_, "--builds", builds, "-o", "/proc/forklab"});
}

TEST_F(CommandLine, AFullOutputIsAnError) {
  const std::string builds = written("builds.json", R"({"schema":1,"builds":[]})");
  RunRequest command = forklab({"list", "--matrix", matrix_});
  command.argv = {"/bin/sh", "-c", "exec \"$0\" list --matrix \"$1\" >/dev/full",
                  FORKLAB_TEST_PROGRAM, matrix_};
  const RunReport report = run_supervised(command);
  EXPECT_TRUE(report.status.exited(1)) << report.status.text();
  EXPECT_NE(report.standard_error.text.find("cannot write to standard output"), std::string::npos);
}

TEST_F(CommandLine, ABadRecordIsNamedWithItsLine) {
  const std::string records =
      written("observations.jsonl", "{\"schema\":\"forklab.observation/1\"}\n");
  refuses(1, "observations.jsonl:1: the record has no \"build\"",
          {"verdict", "--matrix", matrix_, records});
}

TEST_F(CommandLine, AGateOverNothingFails) {
  RunRequest gate = forklab({});
  gate.argv = {FORKLAB_TEST_GATE, matrix_, written("empty.jsonl", "")};
  const RunReport report = run_supervised(gate);
  EXPECT_TRUE(report.status.exited(1)) << report.status.text();
  EXPECT_NE(report.standard_error.text.find("no cell was run"), std::string::npos);
}

// A script needs no probe and no 3.14: the machine's own Python does.
TEST_F(CommandLine, AScriptIsClassifiedAndHeldAgainstItsHeader) {
  if (::access("/usr/bin/python3", X_OK) != 0) GTEST_SKIP() << "there is no /usr/bin/python3";
  std::filesystem::create_directory(folder_ / "scripts");
  static_cast<void>(
      written("scripts/asks.py",
              "# forklab: expect = script rc=3\nimport sys; sys.exit(int(sys.argv[1]))\n"));
  static_cast<void>(written(
      "scripts/dies.py", "# forklab: expect = script rc=0\nimport os; os.kill(os.getpid(), 11)\n"));
  static_cast<void>(written("scripts/hangs.py", "import threading; threading.Event().wait()\n"));
  static_cast<void>(
      written("scripts/leaves.py",
              "import os, signal\nif os.fork() == 0:\n    os.setsid(); signal.pause()\n"));
  const RunReport report =
      run_supervised(forklab({"run", "--script", "scripts", "--args", "3", "--python",
                              "/usr/bin/python3", "--timeout", "2", "-o", "out"}));
  EXPECT_TRUE(report.status.exited(1)) << "one does otherwise: " << report.standard_error.text;
  std::vector<std::string> signatures;
  for (const Observation& observation : load_observations(folder_ / "out"))
    signatures.push_back(observation.scenario + " " + observation.signature());
  EXPECT_EQ(signatures,
            (std::vector<std::string>{
                "script:asks.py script rc=3", "script:dies.py script signal=SIGSEGV",
                "script:hangs.py script hung",
                "script:leaves.py script rc=0; survivor descendant in its own session"}));
  EXPECT_NE(report.standard_output.text.find("1 as expected, 1 regressed"), std::string::npos)
      << report.standard_output.text;
}

TEST_F(CommandLine, AScriptIsNotRunOnABuildThatIsNotThere) {
  if (::access("/usr/bin/python3", X_OK) != 0) GTEST_SKIP() << "there is no /usr/bin/python3";
  const std::string builds = written("builds.json", R"({"schema":1,"builds":[
    {"id":"gone","version":"3.14.0","variant":"debug","origin":"x","unavailable":"not here"},
    {"id":"there","version":"3","variant":"release","origin":"x","python":"/usr/bin/python3"}]})");
  static_cast<void>(written("exits.py", "# forklab: expect = script rc=3\nraise SystemExit(3)\n"));
  const RunReport report = run_supervised(
      forklab({"run", "--script", "exits.py", "--builds", builds, "--until-sure", "-o", "out"}));
  EXPECT_TRUE(report.status.clean()) << report.standard_error.text;
  const auto observations = load_observations(folder_ / "out");
  ASSERT_EQ(observations.size(), 2U);
  EXPECT_EQ(observations[0].signature(), "not run: not here");
  EXPECT_EQ(observations[1].signature(), "script rc=3");
}

// Of the earlier result nothing can be taken for the later one, and nothing of it is lost.
TEST_F(CommandLine, AnInterruptedRunLeavesNoOlderResultInItsPlace) {
  if (::access("/usr/bin/python3", X_OK) != 0) GTEST_SKIP() << "there is no /usr/bin/python3";
  const std::string fifo = make_fifo();
  static_cast<void>(written("exits.py", "raise SystemExit(3)\n"));
  static_cast<void>(written("hangs.py", "import os, signal\nwith open('" + fifo +
                                            "', 'w') as ready: ready.write(str(os.getpid()))\n"
                                            "signal.pause()\n"));
  const auto run = [&](const std::string& script) {
    return forklab({"run", "--script", script, "--python", "/usr/bin/python3", "-o", "out"});
  };
  ASSERT_TRUE(run_supervised(run("exits.py")).status.clean());
  static_cast<void>(written("out/verdicts.jsonl", ""));
  const std::string before = read_file(folder_ / "out/observations.jsonl");

  const pid_t runner = ::fork();
  if (runner == 0) {
    const RunRequest hanging = run("hangs.py");
    std::vector<char*> argv;
    for (const std::string& word : hanging.argv) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    if (::chdir(folder_.c_str()) == 0) ::execv(argv.front(), argv.data());
    ::_exit(1);
  }
  wait_until_ready(fifo);
  ::kill(runner, SIGINT);
  int status = 0;
  ::waitpid(runner, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
  refuses(1, "the run was interrupted", {"table", "out"});
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out/verdicts.jsonl"));
  EXPECT_EQ(read_file(folder_ / "out/previous/observations.jsonl"), before);
  // A second interruption does not take the place of what is whole; a whole run does.
  ASSERT_TRUE(run_supervised(run("exits.py")).status.clean());
  EXPECT_EQ(read_file(folder_ / "out/observations.jsonl"), before);
  EXPECT_EQ(read_file(folder_ / "out/previous/observations.jsonl"), before);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out/observations.partial.jsonl"));
}

TEST_F(CommandLine, WhatIsNoTreeIsRefused) {
  refuses(2, "is neither a folder nor a revision", {"tree", "v3.14.0", "-o", "out"});
  std::filesystem::create_directory(folder_ / "empty");
  refuses(2, "is no CPython tree", {"tree", "empty", "-o", "out"});
  static_cast<void>(written("empty/file", ""));
  refuses(2, "must be empty", {"tree", "empty", "-o", "empty"});
}

TEST_F(CommandLine, AnAbsentScriptIsAUsageError) {
  refuses(2, "there is no script", {"run", "--script", "no.py", "--python", "/usr/bin/python3"});
}

TEST_F(CommandLine, AProbeOfAnotherAbiIsRefused) {
  NEEDS_REAL_PYTHON();
  refuses(1, "is of the wrong ABI",
          {"run", "--matrix", matrix_, "--python", real("PYTHON"), "--probe", real("OTHER_PROBE")});
  refuses(1, "no such folder",
          {"run", "--matrix", matrix_, "--python", real("PYTHON"), "--probe", "/no/probe"});
}

TEST_F(CommandLine, ASeedRunIsWhatIsKnownAndTheGateSaysWhenItIsNot) {
  NEEDS_REAL_PYTHON();
  const RunReport report = run_supervised(forklab(real_run({"-o", "out"})));
  ASSERT_TRUE(report.status.clean()) << report.standard_error.text;
  const std::string records = (folder_ / "out" / "observations.jsonl").string();
  RunRequest gate = forklab({});
  gate.argv = {FORKLAB_TEST_GATE, matrix_, records};
  const RunReport passed = run_supervised(gate);
  EXPECT_TRUE(passed.status.clean()) << passed.standard_output.text;
  EXPECT_TRUE(passed.standard_output.text.ends_with("6 passed, 0 failed, 0 skipped\n"));

  std::string rules = read_file(std::filesystem::path(matrix_) / "expectations.toml");
  const std::string truth = "signature = \"child rc=0\"";
  for (auto at = rules.find(truth); at != rules.npos; at = rules.find(truth, at + 1))
    rules.replace(at, truth.size(), "signature = \"child rc=4\"");
  gate.argv[1] = matrix_with("expectations.toml", rules);
  const RunReport failed = run_supervised(gate);
  EXPECT_TRUE(failed.status.exited(1));
  const std::string& said = failed.standard_output.text;
  EXPECT_NE(said.find("_fork on "), std::string::npos) << said;
  EXPECT_NE(said.find("observed: child rc=0"), std::string::npos) << said;
  EXPECT_NE(said.find("expected: child rc=4"), std::string::npos) << said;
}

TEST_F(CommandLine, TheGateRunsTheCellsThatItsFilterNames) {
  NEEDS_REAL_PYTHON();
  RunRequest gate = forklab({});
  const std::string builds =
      written("builds.json",
              R"({"schema": 1, "builds": [{"id": "b", "version": "3.14", "variant": "release",
      "origin": "test", "package": "p", "unavailable": null, "trio": [], "python": ")" +
                  std::string(real("PYTHON")) + R"(", "probe": ")" + real("PROBE") + "\"}]}");
  gate.argv = {FORKLAB_TEST_GATE,
               matrix_,
               "--run",
               "wait",
               "--builds",
               builds,
               "--gtest_filter=b.main_thread/nothing/kill_itself*"};
  const RunReport report = run_supervised(gate);
  EXPECT_TRUE(report.status.clean()) << report.standard_output.text << report.standard_error.text;
  EXPECT_TRUE(report.standard_output.text.ends_with("11 passed, 0 failed, 0 skipped\n"))
      << report.standard_output.text;
}

TEST_F(CommandLine, TheGateOfTheRulesFailsOnOneThatAnotherHides) {
  const auto rule = [](const std::string& scenario) {
    return "[[expect]]\nscenario = \"" + scenario +
           "\"\nsignature = \"child rc=0\"\nreason = \"r\"\nsource = \"s\"\n";
  };
  const std::string any = rule("*/*/*"), one = rule("main-thread/nothing/exit"),
                    none = rule("main-thread/nothing/return");
  Observation observation;
  observation.build = "b";
  observation.scenario = observation.id = "main-thread/nothing/exit";
  observation.identity.version = "3.14.8";
  observation.outcomes.push_back({1, "child rc=0", {}});
  const std::string matrix = matrix_with("expectations.toml", "");
  RunRequest gate = forklab({});
  const auto says = [&](const std::string& rules) {
    static_cast<void>(written("matrix/expectations.toml", "schema = 1\n" + rules));
    gate.argv = {FORKLAB_TEST_GATE, "--rules", matrix,
                 written("observations.jsonl", to_json_line(observation) + "\n")};
    return run_supervised(gate);
  };
  const RunReport hidden = says(one + any + none);
  // `any` speaks of this one cell only, and `one` decides it.
  EXPECT_TRUE(hidden.status.exited(1)) << hidden.standard_error.text;
  const std::string& said = hidden.standard_output.text;
  EXPECT_TRUE(said.ends_with("1 passed, 1 failed, 1 skipped\n")) << said;
  EXPECT_NE(said.find("the rule for */*/* is hidden by"), std::string::npos) << said;
  EXPECT_TRUE(says(any + none).status.clean());
}

TEST_F(CommandLine, TheGateSaysHowItIsUsed) {
  RunRequest gate = forklab({});
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {},
           {matrix_},
           {matrix_, "--run", "seed"},
           {matrix_, "--what"},
           {matrix_, "--run"},
           {matrix_, "--rules"},
           {matrix_, "--rules", "--strict", "x"},
           {matrix_, "--rules", "--run", "seed", "--builds", "x"}}) {
    gate.argv = {FORKLAB_TEST_GATE};
    gate.argv.insert(gate.argv.end(), arguments.begin(), arguments.end());
    const RunReport report = run_supervised(gate);
    EXPECT_TRUE(report.status.exited(2)) << report.status.text();
    EXPECT_NE(report.standard_error.text.find("usage: forklab-gate"), std::string::npos);
  }
}

// The function that dereferences the missing thread state, as far as this build has symbols.
TEST_F(CommandLine, ACrashOfTheChildHasItsFrames) {
  NEEDS_REAL_PYTHON();
  const RunReport report = run_supervised(
      forklab(real_run({"--scenario", "main-thread/idle-legacy-subint/exit", "-o", "out"})));
  ASSERT_TRUE(report.status.clean()) << report.standard_error.text;
  const Outcome outcome = load_observations(folder_ / "out").at(0).outcomes.at(0).outcome;
  EXPECT_EQ(outcome.child.status.text(), "signal=SIGSEGV");
  const auto& frames = outcome.child.frames;
  EXPECT_NE(std::find(frames.begin(), frames.end(), "PyOS_AfterFork_Child"), frames.end());
}

TEST_F(CommandLine, TheSameCellsGiveTheSameBytes) {
  NEEDS_REAL_PYTHON();
  ASSERT_TRUE(run_supervised(forklab(real_run({"-o", "one", "--jobs", "1"}))).status.clean());
  ASSERT_TRUE(run_supervised(forklab(real_run({"-o", "two", "--jobs", "4"}))).status.clean());
  EXPECT_EQ(read_file(folder_ / "one" / "observations.jsonl"),
            read_file(folder_ / "two" / "observations.jsonl"));
}

// One line of a record file.
std::string record(const std::string& build, const std::string& id, const std::string& signature) {
  Observation observation;
  observation.build = build;
  observation.scenario = observation.id = id;
  observation.identity.version = "3.14.10";
  observation.outcomes = {{1, signature, {}}};
  return to_json_line(observation) + "\n";
}

TEST_F(CommandLine, AReproductionOfNothingIsRefused) {
  const std::string records =
      written("records.jsonl", record("b", "main-thread/nothing/exit", "child rc=0") +
                                   record("c", "main-thread/nothing/exit", "child rc=0") +
                                   record("c", "main-thread/nothing/gc", "not run: no source") +
                                   record("c", "script:own.py", "script rc=1"));
  const auto repro = [&](const std::string& cell) {
    return std::vector<std::string>{"repro", cell, "--in", records, "-o", "out"};
  };
  refuses(2, "did you mean \"main-thread/nothing/exit\"", repro("main-thread/nothing/exitt"));
  refuses(2, "there is no cell \"main-thread/nothing/exit on d\"",
          repro("main-thread/nothing/exit on d"));
  refuses(2, "  b: child rc=0\n  c: child rc=0", repro("main-thread/nothing/exit"));
  refuses(2, "shows nothing: not run: no source", repro("main-thread/nothing/gc"));
  refuses(2, "script of its own", repro("script:own.py"));
  refuses(1, "nowhere.jsonl", {"repro", "x", "--in", "nowhere.jsonl", "-o", "out"});
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out"));
}

// Three records of a scenario in which the child really dies of SIGSEGV on this build: the true
// one, one of a death in another way, and one of a scenario that really lives.
TEST_F(CommandLine, AReproductionSaysThereGoneAndCannotTell) {
  NEEDS_REAL_PYTHON();
  const std::string crash = "child signal=SIGSEGV; after forked";
  const std::string records =
      written("records.jsonl", record("true", "main-thread/idle-isolated-subint/exit", crash) +
                                   record("other", "main-thread/idle-isolated-subint/exit",
                                          "child signal=SIGILL; after forked") +
                                   record("gone", "main-thread/nothing/exit", crash));
  const std::vector<std::tuple<std::string, int, std::string>> wanted = {
      {"main-thread/idle-isolated-subint/exit on true", 1, "it happens: " + crash},
      {"main-thread/idle-isolated-subint/exit on other", 125, "another failure: " + crash},
      {"main-thread/nothing/exit on gone", 0, "it does not happen: child rc=0"}};
  for (const auto& [cell, status, words] : wanted) {
    ASSERT_TRUE(
        run_supervised(forklab({"repro", cell, "--in", records, "-o", "out"})).status.clean());
    RunRequest python = forklab({});
    python.argv = {real("PYTHON"), (folder_ / "out" / "repro.py").string()};
    const RunReport report = run_supervised(python);
    EXPECT_TRUE(report.status.exited(status)) << cell << ": " << report.status.text();
    EXPECT_NE(report.standard_output.text.find(words), std::string::npos)
        << report.standard_output.text;
    EXPECT_NE(read_file(folder_ / "out" / "issue.md").find("### Reproducer"), std::string::npos);
  }
}

}  // namespace
}  // namespace forklab
