// What a result looks like, whole: held against tests/golden. With FORKLAB_ACCEPT_GOLDEN=1 the
// files are written instead, and the tests are skipped: look at the difference that git shows.
#include "report/formats.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/file.hpp"
#include "judged.hpp"
#include "run/record_folder.hpp"

namespace forklab {
namespace {

struct Records {
  std::vector<Observation> observations;
  std::vector<Verdict> verdicts;

  void add(const std::string& version, const std::string& variant, const std::string& id,
           VerdictKind kind, std::vector<std::pair<unsigned, std::string>> signatures) {
    Observation observation = observed(std::move(signatures));
    observation.build = version + "-" + variant + "-debian";
    observation.scenario = observation.id = id;
    observation.variant = variant;
    observation.origin = "debian";
    observation.package = "python3 " + version;
    observation.identity.version = version;
    observation.identity.debug = variant == "debug";
    observation.identity.gil = true;
    observation.identity.libc = "glibc 2.43";
    observation.identity.compiler = "GCC 14";
    observation.conditions.kernel = "6.1";
    observation.conditions.machine = "x86_64";
    observation.conditions.cpus = 2;
    observation.conditions.sandbox = {"network", "user"};
    Verdict verdict{kind,
                    observation.build,
                    observation.scenario,
                    id,
                    observation.signature(),
                    {lives},
                    "it has always lived",
                    "gh-139759",
                    "Python/pystate.c",
                    "expectations.toml:7"};
    if (kind == VerdictKind::unexplained) verdict.expected = {}, verdict.rule = verdict.reason = "";
    observations.push_back(std::move(observation));
    verdicts.push_back(std::move(verdict));
  }
};

// One cell of each kind of verdict, on three builds.
Records one_of_each() {
  Records records;
  const auto add = [&](const std::string& id, VerdictKind kind,
                       const std::vector<std::pair<unsigned, std::string>>& signatures) {
    records.add("3.14.8", "release", id, VerdictKind::as_expected, {{1, lives}});
    records.add("3.14.8", "debug", id, kind, signatures);
    records.add("3.15.0", "release", id, VerdictKind::as_expected, {{1, "child rc=7 as asked"}});
  };
  add("main-thread/nothing/exit", VerdictKind::as_expected, {{1, lives}});
  add("main-thread/nothing/crash", VerdictKind::regressed,
      {{1, "child signal=SIGABRT; after forked; assert f_g: a | b <c>"}});
  add("main-thread/nothing/hang", VerdictKind::changed, {{1, "child hung; after work-begun"}});
  add("main-thread/nothing/new", VerdictKind::unexplained, {{1, "child rc=0 instead of rc=7"}});
  add("main-thread/nothing/maybe", VerdictKind::flaky, {{7, lives}, {3, dies}});
  add("isolated-subint/nothing/exit", VerdictKind::fixed, {{1, "no fork; raised RuntimeError: x"}});
  add("main-thread/nothing/trio", VerdictKind::not_applicable, {{1, "not applicable: no trio"}});
  add("main-thread/nothing/far", VerdictKind::not_run, {{1, "not run: no source"}});
  add("main-thread/nothing/lab", VerdictKind::lab_error, {{1, "lab error: no pids"}});
  return records;
}

// More scenarios than a table has rows: they are summed up.
Records many() {
  Records records;
  for (const std::string forker : {"main-thread", "pool-worker", "subprocess-main"})
    for (const std::string scene : {"nothing", "held-lock", "idle-legacy-subint", "busy-subint"})
      for (const std::string child : {"exit", "gc", "return", "import"})
        for (const std::string variant : {"release", "debug"}) {
          const bool kills = scene.ends_with("subint") && forker != "subprocess-main";
          const bool hangs = scene == "held-lock" && child == "import" && variant == "debug";
          records.add("3.14.8", variant, forker + "/" + scene + "/" + child,
                      VerdictKind::as_expected,
                      {{1, kills   ? dies
                           : hangs ? "child hung; after work-begun"
                                   : lives}});
        }
  return records;
}

void expect_golden(const Records& records, const std::string& set) {
  const bool accepts = std::getenv("FORKLAB_ACCEPT_GOLDEN") != nullptr;
  for (const std::string_view name : {"table.txt", "report.md"}) {
    const auto format = std::find_if(formats.begin(), formats.end(),
                                     [&](const Format& one) { return one.file == name; });
    ASSERT_NE(format, formats.end());
    const std::filesystem::path file =
        std::filesystem::path(FORKLAB_TEST_GOLDEN) / (set + "-" + std::string(name));
    const std::string text = format->text({records.observations, records.verdicts});
    if (accepts)
      write_file_atomically(file, text);
    else
      EXPECT_EQ(text, read_file(file)) << "if that is meant: FORKLAB_ACCEPT_GOLDEN=1";
  }
  if (accepts) GTEST_SKIP() << "what it is now is accepted";
}

TEST(Formats, TellEachKindOfVerdictAsBefore) { expect_golden(one_of_each(), "each"); }

TEST(Formats, SumUpManyScenariosAsBefore) { expect_golden(many(), "many"); }

TEST(Formats, AllTellResultsWithoutVerdictsAndEmptyOnes) {
  const Records records = many();
  for (const Format& format : formats) {
    EXPECT_FALSE(format.text({records.observations, {}}).empty());
    EXPECT_FALSE(format.text({{}, {}}).empty());
  }
}

TEST(Formats, EachCanBeAskedForOrIsWritten) {
  for (const Format& format : formats) {
    EXPECT_FALSE(format.name.empty() && format.file.empty());
    EXPECT_TRUE(format.name.empty() || &format_named(format.name) == &format);
  }
}

// Else a run into the folder of an earlier result would leave that result's file beside its own.
TEST(Formats, EachFileIsSetAsideBeforeARun) {
  for (const Format& format : formats) {
    const bool is_known =
        std::find(result_files.begin(), result_files.end(), format.file) != result_files.end();
    EXPECT_TRUE(format.file.empty() || is_known) << format.file;
  }
}

}  // namespace
}  // namespace forklab
