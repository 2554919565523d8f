#include "run/words.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace forklab {
namespace {

std::vector<std::string> words(const char* id) { return words_of(scenario_from_id(id)); }

// The text of a word; "-" when it is not there.
std::string word(const std::vector<std::string>& words, const std::string& key) {
  for (const std::string& each : words)
    if (each.starts_with(key + "=")) return each.substr(key.size() + 1);
  return "-";
}

TEST(Words, WhatIsSaidInPythonIsHandedOver) {
  const auto told = words("main-thread/nothing/raise/sigchld");
  EXPECT_TRUE(word(told, "fork").starts_with("def fork():\n"));
  EXPECT_TRUE(word(told, "scene").starts_with("def scene():\n"));
  EXPECT_TRUE(word(told, "child").starts_with("def child():\n"));
  EXPECT_TRUE(word(told, "wait").starts_with("def wait(pid):\n"));
  EXPECT_EQ(word(told, "fork-by"), "-");
  EXPECT_EQ(word(told, "goes-back"), "1");
  EXPECT_EQ(word(told, "holds-child"), "1");
  EXPECT_EQ(word(told, "in-trio-thread"), "-");
}

TEST(Words, AFunctionOfTheProbeIsNamedAndGetsNoScript) {
  const auto told = words("worker-thread/nothing/trio-in-legacy-subint");
  EXPECT_EQ(word(told, "fork-by"), "worker-thread");
  EXPECT_EQ(word(told, "fork"), "-");
  EXPECT_EQ(word(told, "child-by"), "trio-in-legacy-subint");
  EXPECT_TRUE(word(told, "child").starts_with("import trio"));
  EXPECT_EQ(word(told, "wait-by"), "waitpid");
}

TEST(Words, NothingIsSaidOfWhatDoesNothing) {
  const auto told = words("main-thread/nothing/exit/orphan");
  for (const char* key : {"child", "child-by", "wait", "wait-by"}) EXPECT_EQ(word(told, key), "-");
}

TEST(Words, AForkerThatJoinsItsChildDoesNotLetOthersWait) {
  EXPECT_NE(word(words("multiprocessing-forkserver/nothing/exit"), "wait").find("process.join()"),
            std::string::npos);
  EXPECT_NE(word(words("multiprocessing-forkserver/nothing/exit/pidfd"), "wait").find("ValueError"),
            std::string::npos);
}

TEST(Words, AGuardIsSaidWhereThereIsOne) {
  EXPECT_EQ(word(words("main-thread/nothing/exit"), "guard"), "-");
  EXPECT_EQ(word(words("main-thread/nothing/exit/pidfd/guarded"), "guard"),
            "def guard():\n    import forklab\n    forklab.install_fork_guard()\n");
}

TEST(Words, EachIsFarFromWhatAnArgumentMayBe) {
  for (const char* id : {"multiprocessing-forkserver-in-isolated/trio-run/fork-three-deep",
                         "worker-thread/spinning-isolated-subint/trio-until-sigint"})
    for (const std::string& each : words(id)) EXPECT_LT(each.size(), 8192U);
}

}  // namespace
}  // namespace forklab
