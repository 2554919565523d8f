#include "gate/gate.hpp"

#include <gtest/gtest.h>

#include "judged.hpp"

namespace forklab {
namespace {

TEST(Gate, AFailureSaysCellDifferenceAndHowToSeeItAgain) {
  const std::string text = failure_text(judge_cell(observed({{1, dies}}), rule(expect_life)));
  for (const std::string& words :
       {std::string("main-thread/nothing/exit on 3.14.8-debug-debian: regressed"),
        "observed: " + dies, "expected: " + lives, std::string("expectations.toml:2"),
        std::string(
            "./lab run . -- run --build 3.14.8-debug-debian --scenario main-thread/nothing/exit")})
    EXPECT_NE(text.find(words), std::string::npos) << words << "\nis not in\n" << text;
}

TEST(Gate, AFailureSaysWhatNoRunHasShown) {
  const std::string differ =
      "signature = [\"child rc=0\", \"child signal=SIGSEGV; after forked\"]\n"
      "nondeterministic = true\nmust_show = \"child signal=SIGSEGV; after forked\"\n";
  const std::string text = failure_text(judge_cell(observed({{20, lives}}), rule(differ)));
  EXPECT_NE(text.find("no run:   " + dies), std::string::npos) << text;
}

}  // namespace
}  // namespace forklab
