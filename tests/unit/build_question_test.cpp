// What a bisect's question is about, and what its answers are kept under.
#include "bisect/question.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <functional>

#include "base/error.hpp"
#include "base/temporary_folder.hpp"

namespace forklab {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class BuildQuestionTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const char* before = std::getenv("FORKLAB_SUPERVISE")) supervisor_before_ = before;
    ::setenv("FORKLAB_SUPERVISE", "/no/supervisor", 1);
    build_.id = "local";
    build_.python = write("python", "");
    build_.probe = folder_.path() / "probe";
    conditions_ = {"6.1.0", "x86_64", true, false, {"no-network"}, 2};
  }
  void TearDown() override {
    if (supervisor_before_.empty())
      ::unsetenv("FORKLAB_SUPERVISE");
    else
      ::setenv("FORKLAB_SUPERVISE", supervisor_before_.c_str(), 1);
  }

  [[nodiscard]] fs::path write(const fs::path& name, const std::string& text) const {
    const fs::path path = folder_.path() / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
    return path;
  }

  [[nodiscard]] BuildQuestion of_script(const fs::path& name, const std::string& text,
                                        const std::vector<std::string>& arguments = {},
                                        std::chrono::milliseconds deadline = 10s) const {
    return BuildQuestion::of_script(write(name, text), arguments, deadline);
  }

  [[nodiscard]] std::string key() const {
    return of_script("repro.py", "exit(3)").key_on(build_, conditions_);
  }

  const TemporaryFolder folder_{fs::temp_directory_path()};
  Build build_;
  Conditions conditions_;

 private:
  std::string supervisor_before_;
};

TEST_F(BuildQuestionTest, AnotherQuestionHasAnotherKey) {
  const std::string before = key();
  const auto key_of = [&](const BuildQuestion& question) {
    return question.key_on(build_, conditions_);
  };
  EXPECT_NE(key_of(of_script("repro.py", "exit(4)")), before);
  EXPECT_NE(key_of(of_script("other.py", "exit(3)")), before);
  EXPECT_NE(key_of(of_script("repro.py", "exit(3)", {"1"})), before);
  EXPECT_NE(key_of(of_script("repro.py", "exit(3)", {"ab", "c"})),
            key_of(of_script("repro.py", "exit(3)", {"a", "bc"})));
  EXPECT_NE(key_of(of_script("repro.py", "exit(3)", {}, 9s)), before);
  EXPECT_NE(key_of(of_script("repro.py", "exit(3)", {}, 10'001ms)), before);
}

TEST_F(BuildQuestionTest, AnotherInterpreterProbeSupervisorOrConditionHasAnotherKey) {
  const std::string before = key();
  const auto differs_with = [&](const char* what, const std::function<void()>& change) {
    const Build build = build_;
    const Conditions conditions = conditions_;
    change();
    EXPECT_NE(key(), before) << what;
    build_ = build;
    conditions_ = conditions;
  };
  differs_with("environment", [&] { build_.environment = {"ASAN_OPTIONS=x=1"}; });
  differs_with("python", [&] { build_.python = write("other/python", ""); });
  differs_with("trio", [&] { build_.trio = {folder_.path() / "trio"}; });
  differs_with("probe", [&] { build_.probe = folder_.path() / "other-probe"; });
  differs_with("no probe", [&] { build_.probe.reset(); });
  differs_with("kernel", [&] { conditions_.kernel = "6.12.0"; });
  differs_with("machine", [&] { conditions_.machine = "aarch64"; });
  differs_with("aslr", [&] { conditions_.aslr = false; });
  differs_with("CPUs", [&] { conditions_.cpus = 1; });
  differs_with("more layers", [&] { conditions_.sandbox.emplace_back("seccomp"); });
  differs_with("no layers", [&] { conditions_.sandbox.clear(); });
  ::setenv("FORKLAB_SUPERVISE", "/no/other/supervisor", 1);
  EXPECT_NE(key(), before) << "supervisor";
}

// A revision is built under another name for each search; the interpreter is the same.
TEST_F(BuildQuestionTest, WhereItLiesAndWhatItIsCalledIsNoMatter) {
  const std::string before = key();
  EXPECT_EQ(of_script("elsewhere/repro.py", "exit(3)").key_on(build_, conditions_), before);
  build_.id = "other";
  build_.version = "3.15.0";
  build_.origin = "nixpkgs";
  fs::create_symlink("python", folder_.path() / "link");
  build_.python = folder_.path() / "link";
  fs::create_symlink(*build_.probe, folder_.path() / "link-to-probe");
  fs::create_directories(*build_.probe);
  build_.probe = folder_.path() / "link-to-probe";
  EXPECT_EQ(key(), before);
}

// States and caches of earlier searches go by these words.
TEST_F(BuildQuestionTest, TheWordsOfTheKeyStay) {
  build_.python = "/no/python";
  build_.probe.reset();
  EXPECT_EQ(key(),
            "script repro.py 52271ab550cbb33f\n10000 ms\n/no/python\n\n/no/supervisor\n"
            "6.1.0 x86_64 aslr 2 no-network");
}

TEST_F(BuildQuestionTest, AScriptNeedsNoProbeAndAScenarioDoes) {
  const Scenarios scenarios = Scenarios::from_toml(R"(schema = 1
[alias]
plain = "main-thread/nothing/exit"
)",
                                                   "scenarios.toml");
  const auto scenario = BuildQuestion::of_scenario(scenarios, "plain", 10s);
  EXPECT_EQ(scenario.kind(), "probe");
  EXPECT_EQ(scenario.name(), "plain");
  EXPECT_EQ(scenario.asked(), "scenario main-thread/nothing/exit");
  EXPECT_EQ(scenario.script_text(), "");
  const auto script = of_script("repro.py", "import json");
  EXPECT_EQ(script.kind(), "no-probe");
  EXPECT_EQ(script.name(), "repro.py");
  EXPECT_EQ(script.script_text(), "import json");
}

TEST_F(BuildQuestionTest, OneIsAskedAtATime) {
  static_cast<void>(write("many/a.py", ""));
  static_cast<void>(write("many/b.py", ""));
  EXPECT_THROW(BuildQuestion::of_script(folder_.path() / "many", {}, 10s), UsageError);
  EXPECT_THROW(BuildQuestion::of_script(folder_.path() / "none.py", {}, 10s), UsageError);
  const Scenarios scenarios = Scenarios::from_toml(R"(schema = 1
[alias]
one = "main-thread/nothing/exit"
two = "raw-thread/nothing/exit"
)",
                                                   "scenarios.toml");
  EXPECT_THROW(BuildQuestion::of_scenario(scenarios, "*", 10s), UsageError);
  EXPECT_THROW(BuildQuestion::of_scenario(scenarios, "three", 10s), UsageError);
}

}  // namespace
}  // namespace forklab
