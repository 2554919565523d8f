// The script that `forklab repro` writes judges signatures without forklab: its `lives` is fate_of
// once more, in Python.
#include <gtest/gtest.h>

#include <set>

#include "base/file.hpp"
#include "base/text.hpp"
#include "leak_check.hpp"
#include "outcome/outcome.hpp"
#include "run/cell_process.hpp"

namespace forklab {
namespace {

using ReproScript = LeakCheck;

// Of each fate at least one that a scenario may have.
const std::vector<std::string> signatures = {
    "child rc=0",
    "child rc=7 as asked",
    "child signal=SIGTERM as asked",
    "child rc=0; parent-continued=yes; leaked pipe",
    "child rc=0 instead of rc=7",
    "child status unknown",
    "child rc=0; after work-begun",
    "child rc=0; parent rc=1",
    "child rc=0; parent signal=SIGSEGV",
    "child rc=0; parent hung",
    "child rc=1",
    "child rc=1; after forked; fatal f: x",
    "child signal=SIGSEGV; after forked",
    "child hung; after work-begun",
    "no fork; raised RuntimeError: x",
    "no fork; parent hung",
    "not applicable: needs 3.14+",
    "not run: x",
    "lab error: x",
};

TEST_F(ReproScript, EachFateIsAmongTheSignatures) {
  std::set<Fate> told;
  for (const std::string& signature : signatures) told.insert(fate_of(signature));
  for (int i = 0; !name_of(static_cast<Fate>(i)).empty(); ++i)
    EXPECT_TRUE(told.contains(static_cast<Fate>(i))) << name_of(static_cast<Fate>(i));
}

TEST_F(ReproScript, CallsAliveWhatForklabDoes) {
  const char* python = std::getenv("FORKLAB_TEST_PYTHON");
  if (python == nullptr) GTEST_SKIP() << "needs FORKLAB_TEST_PYTHON";
  const std::string script = read_file(FORKLAB_TEST_SCRIPT);
  const auto begin = script.find("def lives(");
  ASSERT_NE(begin, script.npos);
  const std::string source = "import sys\n" +
                             script.substr(begin, script.find("\n\n\n", begin) - begin) +
                             "\nfor one in sys.argv[1:]: print(lives(one))\n";
  RunRequest command = request({});
  command.argv = {python, "-I", "-c", source};
  command.argv.insert(command.argv.end(), signatures.begin(), signatures.end());
  const RunReport report = run_supervised(command);
  ASSERT_TRUE(report.status.clean()) << report.standard_error.text;
  const std::vector<std::string> answers = lines_of(report.standard_output.text);
  ASSERT_EQ(answers.size(), signatures.size());
  for (std::size_t i = 0; i < answers.size(); ++i)
    EXPECT_EQ(answers[i] == "True", fate_of(signatures[i]) == Fate::lives) << signatures[i];
}

}  // namespace
}  // namespace forklab
