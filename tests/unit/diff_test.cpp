#include "report/diff.hpp"

#include <gtest/gtest.h>

namespace forklab {
namespace {

Observation cell(const std::string& build, const std::string& scenario,
                 std::vector<std::string> signatures) {
  Observation observation;
  observation.build = build;
  observation.scenario = observation.id = scenario;
  for (std::string& signature : signatures)
    observation.outcomes.push_back({1, std::move(signature), {}});
  return observation;
}

const std::string lives = "child rc=0";
const std::string dies = "child signal=SIGSEGV; after forked";

std::string kinds(const std::vector<Change>& changes) {
  std::string text;
  for (const Change& change : changes)
    text += std::string(name_of(change.kind)) + " " + change.cell + "\n";
  return text;
}

TEST(Diff, TheSameIsNoChange) {
  EXPECT_TRUE(diff_of({cell("x", "a", {lives})}, {cell("x", "a", {lives})}).empty());
}

TEST(Diff, EveryKindOfChangeIsToldApart) {
  const std::vector<Observation> before = {cell("x", "a", {lives}), cell("x", "b", {dies}),
                                           cell("x", "c", {dies}),  cell("x", "d", {lives}),
                                           cell("x", "e", {lives}), cell("x", "same", {dies})};
  const std::vector<Observation> after = {
      cell("x", "a", {dies}),        cell("x", "b", {lives}), cell("x", "c", {"child hung"}),
      cell("x", "d", {lives, dies}), cell("x", "f", {lives}), cell("x", "same", {dies})};
  EXPECT_EQ(kinds(diff_of(before, after)),
            "now dies a\nnow lives b\nnow flaky d\nchanged c\nappeared f\nvanished e\n");
}

TEST(Diff, ACellThatIsNotRunAnyMoreDoesNotDie) {
  const std::string not_run = "not run: the time was up", lab_error = "lab error: no probe",
                    not_applicable = "not applicable: needs Python 3.14";
  const std::vector<Observation> before = {
      cell("x", "a", {lives}), cell("x", "b", {dies}),           cell("x", "c", {lives, dies}),
      cell("x", "d", {lives}), cell("x", "e", {not_applicable}), cell("x", "f", {not_run})};
  const std::vector<Observation> after = {
      cell("x", "a", {not_run}),   cell("x", "b", {not_applicable}), cell("x", "c", {not_run}),
      cell("x", "d", {lab_error}), cell("x", "e", {not_run}),        cell("x", "f", {lives})};
  EXPECT_EQ(kinds(diff_of(before, after)),
            "now lives f\nchanged e\nnot run a\nnot run b\nnot run c\nnot run d\n");
}

TEST(Diff, TwoBuildsAreComparedByScenario) {
  EXPECT_EQ(kinds(diff_of({cell("3.14.8", "a", {lives})}, {cell("3.14.10", "a", {dies})})),
            "now dies a\n");
}

TEST(Diff, SeveralBuildsAreKeptApart) {
  const std::vector<Observation> before = {cell("x", "a", {lives}), cell("y", "a", {dies})};
  const std::vector<Observation> after = {cell("x", "a", {lives}), cell("y", "a", {lives})};
  EXPECT_EQ(kinds(diff_of(before, after)), "now lives a on y\n");
}

TEST(Diff, OtherCountsOfTheSameFlakinessAreNoChange) {
  EXPECT_TRUE(diff_of({cell("x", "a", {lives, dies})}, {cell("x", "a", {dies, lives})}).empty());
}

}  // namespace
}  // namespace forklab
