// Revisions of a real repository, built by a stand-in builder and run by a stand-in interpreter.
#include "bisect/builds_and_runs.hpp"

#include <signal.h>
#include <stdlib.h>

#include <fstream>

#include "base/error.hpp"
#include "base/text.hpp"
#include "git_history.hpp"

namespace forklab {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr const char* answer =
    R"({"version":"3.13.5","implementation":"CPython","debug":false,"gil":true,"libc":"l",)"
    R"("compiler":"c","build":"b","jit":false,"shared":false,"configure":"","executable":"p",)"
    R"("interpreters":false,"suffix":".so","trio":false,"include":[]})";

// All that a workshop refers to, and it.
struct Shop {
  Shop(const fs::path& folder, const fs::path& scratch, const fs::path& state,
       const fs::path& script, const Builder& builder)
      : repository(folder, scratch),
        commits(repository.range(repository.resolve("HEAD~2", "--good"),
                                 repository.resolve("HEAD", "--bad"), {})),
        question(BuildQuestion::of_script(script, {}, 10s)),
        journal(state / "state", {"good", "bad", question.asked(), builder.variant}, true),
        folders{state / "trees", state / "builds", state / "runs"},
        workshop(repository, commits, question, journal, folders, builder, {"Doc"}) {}

  const Repository repository;
  const std::vector<Commit> commits;
  const BuildQuestion question;
  Journal journal;
  const WorkshopFolders folders;
  BuildsAndRuns workshop;
};

class BuildsAndRunsTest : public GitHistory {
 protected:
  void SetUp() override {
    GitHistory::SetUp();
    edit("Python/ceval.c Doc/about.rst");
    edit("Python/ceval.c");
    const auto equals = mark_.find('=');
    ::setenv(mark_.substr(0, equals).c_str(), mark_.substr(equals + 1).c_str(), 1);
    for (const char* name : {"trees", "builds"}) fs::create_directories(state_ / name);
    make_python("exit 3");
    make_builder("leave_build");
    static_cast<void>(script("repro.py", "a question"));
    static_cast<void>(script("other.py", "another question"));
  }
  void TearDown() override {
    ::unsetenv(mark_.substr(0, mark_.find('=')).c_str());
    GitHistory::TearDown();
  }

  // `does`: shell, with $1 to $4 as a builder gets them. `leave_build` leaves a good list.
  void make_builder(const std::string& does) const {
    const std::string list =
        R"({"schema":1,"builds":[{"id":"local","version":"3.13.5","variant":"bisect",)"
        R"("origin":"local","python":")" +
        python_ + R"("}]})";
    static_cast<void>(script("builder", "echo \"$3 $4\" >>'" + calls_ + "'\nout=$2\n" +
                                            "leave_build() { echo '" + list + "' >\"$out\"; }\n" +
                                            does + "\n"));
  }
  // `does`: shell, what a run does.
  void make_python(const std::string& does) const {
    static_cast<void>(
        script("python", "if [ \"$1\" = -I ]; then echo 'forklab-answer:" + std::string(answer) +
                             "'; exit; fi\necho run >>'" + runs_ + "'\n" + does + "\n"));
  }

  [[nodiscard]] std::unique_ptr<Shop> shop(const std::string& question = "repro.py",
                                           const std::string& variant = "bisect") const {
    return std::make_unique<Shop>(folder_, scratch_.path(), state_, scratch_.path() / question,
                                  Builder{builder_, variant});
  }
  // One whose last commit is built.
  [[nodiscard]] std::unique_ptr<Shop> shop_with_build(const std::string& question = "repro.py",
                                                      const std::string& variant = "bisect") const {
    auto made = shop(question, variant);
    made->workshop.start_build(2);
    const auto end = made->workshop.wait();
    EXPECT_TRUE(end && end->commit == 2 && end->trouble.empty());
    return made;
  }

  [[nodiscard]] std::size_t calls() const { return lines_of(read_file_or_empty(calls_)).size(); }
  [[nodiscard]] std::size_t runs() const { return lines_of(read_file_or_empty(runs_)).size(); }
  [[nodiscard]] bool has_trees() const { return !fs::is_empty(state_ / "trees"); }

  static std::string said(const std::function<void()>& what) {
    try {
      what();
    } catch (const LabError& error) {
      return error.what();
    }
    return "nothing was thrown";
  }

  const fs::path state_ = scratch_.path() / "state";
  const std::string python_ = (scratch_.path() / "python").string();
  const std::string builder_ = (scratch_.path() / "builder").string();
  const std::string calls_ = (scratch_.path() / "calls").string();
  const std::string runs_ = (scratch_.path() / "runs").string();
};

// --- the builder ---

TEST_F(BuildsAndRunsTest, ABuilderGetsTheTreeWithoutWhatNoBuildReads) {
  make_builder("ls \"$1\" >'" + runs_ + "'\necho \"$FORKLAB_TEST\" >>'" + runs_ + "'\nleave_build");
  const auto made = shop_with_build();
  EXPECT_EQ(read_file(runs_), "Python\nREADME.rst\n" + mark_.substr(mark_.find('=') + 1) + "\n");
  EXPECT_EQ(read_file(calls_), "bisect no-probe\n");
  EXPECT_FALSE(has_trees());
}

TEST_F(BuildsAndRunsTest, ABuilderThatFailsIsToldByItsLastWords) {
  make_builder("echo first >&2; echo 'ceval.c:1: error' >&2; exit 1");
  const auto made = shop();
  made->workshop.start_build(1);
  const auto end = made->workshop.wait();
  ASSERT_TRUE(end);
  EXPECT_EQ(end->commit, 1U);
  EXPECT_EQ(end->trouble, "it cannot be built: ceval.c:1: error");
  EXPECT_FALSE(has_trees());
  EXPECT_FALSE(made->workshop.is_there(1));
}

TEST_F(BuildsAndRunsTest, ABuilderThatIsNotThereIsNamed) {
  fs::remove(builder_);
  const auto made = shop();
  made->workshop.start_build(1);
  EXPECT_EQ(said([&] { made->workshop.wait(); }).find("--builder " + builder_ + ": "), 0U);
}

TEST_F(BuildsAndRunsTest, ABuilderThatSucceedsAndLeavesNothingIsAnError) {
  make_builder("exit 0");
  const auto made = shop();
  made->workshop.start_build(1);
  EXPECT_NE(said([&] { made->workshop.wait(); }).find("succeeds, but has left no "),
            std::string::npos);
}

TEST_F(BuildsAndRunsTest, AnEmptyListIsAnError) {
  make_builder(R"(echo '{"schema":1,"builds":[]}' >"$2")");
  const auto made = shop_with_build();
  EXPECT_NE(said([&] { made->workshop.run(2, 1); }).find("the builder has left no build"),
            std::string::npos);
  EXPECT_FALSE(made->workshop.is_there(2));
}

// A builder that was killed may have left it: the next search builds the revision again.
TEST_F(BuildsAndRunsTest, HalfAListIsNoBuild) {
  make_builder(R"(printf '{"schema":1,"builds":[{"id":"lo' >"$2")");
  {
    const auto made = shop_with_build();
    EXPECT_NE(said([&] { made->workshop.run(2, 1); }).find((state_ / "builds").string()),
              std::string::npos);
    EXPECT_FALSE(made->workshop.is_there(2));
  }
  make_builder("leave_build");
  const auto made = shop_with_build();
  EXPECT_EQ(calls(), 2U);
  EXPECT_TRUE(made->workshop.is_there(2));
}

TEST_F(BuildsAndRunsTest, ABuildIsFoundAgainForAnotherQuestion) {
  static_cast<void>(shop_with_build());
  EXPECT_EQ(calls(), 1U);
  fs::remove(state_ / "state");
  static_cast<void>(shop_with_build("other.py"));
  EXPECT_EQ(calls(), 1U);
  fs::remove(state_ / "state");
  static_cast<void>(shop_with_build("repro.py", "debug"));
  EXPECT_EQ(calls(), 2U) << "another variant is another build";
  fs::remove(state_ / "state");
  const auto made = shop();
  EXPECT_TRUE(made->workshop.is_there(2));
  fs::remove(python_);
  EXPECT_FALSE(made->workshop.is_there(2)) << "its interpreter is gone";
  made->workshop.start_build(2);
  EXPECT_TRUE(made->workshop.wait());
  EXPECT_EQ(calls(), 3U);
}

// The tree of the first commit's edit hangs.
TEST_F(BuildsAndRunsTest, ACancelledBuildLeavesNoProcessAndNoTree) {
  const std::string fifo = make_fifo();
  make_builder("[ \"$(wc -l <\"$1/Python/ceval.c\")\" -ne 1 ] || exec " FORKLAB_TEST_HELPER
               " hang-ready '" +
               fifo + "'\nleave_build");
  const auto made = shop();
  made->workshop.start_build(1);
  const UniqueFd builder = pidfd_of(wait_until_ready(fifo));
  EXPECT_TRUE(has_trees());
  made->workshop.cancel_build(1);
  EXPECT_TRUE(ends(builder));
  EXPECT_FALSE(has_trees());
  made->workshop.start_build(2);
  const auto end = made->workshop.wait();
  ASSERT_TRUE(end);
  EXPECT_EQ(end->commit, 2U) << "what was cancelled does not end";
}

TEST_F(BuildsAndRunsTest, AnInterruptLeavesNoProcessAndNoTree) {
  const std::string fifo = make_fifo();
  make_builder("exec " FORKLAB_TEST_HELPER " hang-ready '" + fifo + "'");
  auto made = shop();
  made->workshop.start_build(1);
  const UniqueFd builder = pidfd_of(wait_until_ready(fifo));
  ASSERT_EQ(::kill(::getpid(), SIGINT), 0);
  EXPECT_FALSE(made->workshop.wait());
  EXPECT_TRUE(has_trees());
  made.reset();
  EXPECT_TRUE(ends(builder));
  EXPECT_FALSE(has_trees());
}

// --- runs ---

TEST_F(BuildsAndRunsTest, RunsOfEarlierSearchesCountOnce) {
  const SignatureCounts three = {{"script rc=3", 3}}, five = {{"script rc=3", 5}},
                        ten = {{"script rc=3", 10}};
  EXPECT_EQ(shop_with_build()->workshop.run(2, 3), three);
  EXPECT_EQ(runs(), 3U);

  auto second = shop_with_build();
  EXPECT_EQ(second->workshop.run(2, 10), ten) << "three of them are known";
  EXPECT_EQ(runs(), 10U);
  EXPECT_EQ(second->workshop.run(2, 5), five) << "five more, and nothing of before";
  EXPECT_EQ(runs(), 15U);
  second.reset();

  const auto seen = shop_with_build()->workshop.run(2, 3);
  EXPECT_EQ(seen, (SignatureCounts{{"script rc=3", 15}})) << "all that is known";
  EXPECT_EQ(runs(), 15U);
}

TEST_F(BuildsAndRunsTest, RunsThatTheJournalHasAreNotCountedFromTheCache) {
  EXPECT_TRUE(shop_with_build()->workshop.run(2, 4));
  const auto resumed = shop_with_build();
  resumed->workshop.leave_cached_runs_out(2);
  EXPECT_EQ(resumed->workshop.run(2, 2), (SignatureCounts{{"script rc=3", 2}}));
  EXPECT_EQ(runs(), 6U);
}

TEST_F(BuildsAndRunsTest, AnotherQuestionIsRunAnew) {
  EXPECT_TRUE(shop_with_build()->workshop.run(2, 4));
  fs::remove(state_ / "state");
  EXPECT_EQ(shop_with_build("other.py")->workshop.run(2, 2), (SignatureCounts{{"script rc=3", 2}}));
  EXPECT_EQ(runs(), 6U);
}

TEST_F(BuildsAndRunsTest, TheLastWordsOfARunThatFailedAreKept) {
  make_python("echo first >&2; echo 'ImportError: nowhere' >&2; exit 1");
  const auto made = shop_with_build();
  EXPECT_EQ(made->workshop.last_words(), "");
  EXPECT_TRUE(made->workshop.run(2, 1));
  EXPECT_EQ(made->workshop.last_words(), "ImportError: nowhere");
}

// An interpreter that does not work today may do so tomorrow.
TEST_F(BuildsAndRunsTest, WhatTellsNothingIsNotRemembered) {
  const std::string good = read_file(python_);
  static_cast<void>(script("python", "exit 1\n"));
  {
    const auto made = shop_with_build();
    const auto seen = made->workshop.run(2, 2);
    ASSERT_TRUE(seen && seen->size() == 1);
    EXPECT_TRUE(seen->begin()->first.starts_with("not run: ")) << seen->begin()->first;
  }
  std::ofstream(python_) << good;
  EXPECT_EQ(shop_with_build()->workshop.run(2, 2), (SignatureCounts{{"script rc=3", 2}}));
}

// The run itself sends the signal.
TEST_F(BuildsAndRunsTest, AnInterruptedRunIsNotRemembered) {
  const std::string good = read_file(python_);
  make_python("kill -INT " + std::to_string(::getpid()) + "\nexec " FORKLAB_TEST_HELPER " hang");
  EXPECT_FALSE(shop_with_build()->workshop.run(2, 1));
  std::ofstream(python_) << good;
  EXPECT_EQ(shop_with_build()->workshop.run(2, 1), (SignatureCounts{{"script rc=3", 1}}));
}

}  // namespace
}  // namespace forklab
