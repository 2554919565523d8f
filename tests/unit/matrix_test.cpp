#include <gtest/gtest.h>

#include "base/error.hpp"
#include "matrix/builds.hpp"
#include "matrix/scenarios.hpp"
#include "verdict/expectations.hpp"

namespace forklab {
namespace {

// What loading `text` complains about; empty when it does not.
std::string complaint_of_scenarios(const std::string& text) {
  try {
    static_cast<void>(Scenarios::from_toml(text, "scenarios.toml"));
    return "";
  } catch (const LabError& error) {
    return error.what();
  }
}

const std::string suite_head = "schema = 1\n[[suite]]\nname = \"s\"\n";

Scenarios some_scenarios() {
  return Scenarios::from_toml(R"(schema = 1
[alias]
plain = "main-thread/nothing/exit"
[[suite]]
name = "s"
scenarios = ["plain"]
[[suite.product]]
forker = ["main-thread", "worker-thread"]
scene = ["nothing", "idle-*-subint"]
[[exclude]]
scenario = "worker-thread/idle-isolated-subint/*"
reason = "left out here"
)",
                              "scenarios.toml");
}

std::string complaint_of_expectations(const std::string& text) {
  try {
    static_cast<void>(Expectations::from_toml(text, "expectations.toml", some_scenarios()));
    return "";
  } catch (const LabError& error) {
    return error.what();
  }
}

void expect_says(const std::string& complaint, const std::string& words) {
  EXPECT_NE(complaint.find(words), std::string::npos) << "it says: " << complaint;
}

TEST(Scenario, IdIsReadBack) {
  const Scenario scenario = scenario_from_id("worker-thread/trio-run/exit/trio-to-thread");
  EXPECT_EQ(scenario.id(), "worker-thread/trio-run/exit/trio-to-thread");
  EXPECT_EQ(scenario.wait, "trio-to-thread");
}

TEST(Scenario, TheDefaultWaitIsLeftOutOfTheId) {
  EXPECT_EQ(scenario_from_id("main-thread/nothing/exit/waitpid").id(), "main-thread/nothing/exit");
}

TEST(Scenario, AGuardIsTheLastPartOfTheId) {
  for (const char* id :
       {"main-thread/nothing/exit/guarded", "main-thread/nothing/exit/pidfd/guarded",
        "main-thread/nothing/exit/refused", "main-thread/nothing/exit/pidfd"})
    EXPECT_EQ(scenario_from_id(id).id(), id);
  const Scenario scenario = scenario_from_id("main-thread/nothing/exit/guarded");
  EXPECT_EQ(scenario.wait, "waitpid");
  EXPECT_EQ(scenario.guard, "guarded");
  EXPECT_EQ(scenario_from_id("main-thread/nothing/exit/waitpid/guarded").id(), scenario.id());
  EXPECT_EQ(scenario_from_id("main-thread/nothing/exit/none").id(), "main-thread/nothing/exit");
  EXPECT_TRUE(scenario.needs_314());
}

TEST(Scenario, OfAnIdThatIsNoneNothingIsGuessed) {
  const auto complaint = [](const char* id) -> std::string {
    try {
      return scenario_from_id(id).id();
    } catch (const UsageError& error) {
      return error.what();
    }
  };
  expect_says(complaint("main-thread/nothing/exit/gaurded"),
              "neither axis wait nor axis guard has a value \"gaurded\"; did you mean \"guarded\"");
  expect_says(complaint("main-thread/nothing/exit/pidfd/gaurded"), "axis guard has no value");
  expect_says(complaint("main-thread/nothing/exit/guarded/pidfd"), "axis wait has no value");
  expect_says(complaint("main-thread/nothing/exit/pidfd/guarded/more"), "is no scenario");
  expect_says(complaint("main-thread/nothing"), "is no scenario");
}

TEST(Scenario, APatternWithoutAGuardSpeaksOfNoGuardedScenario) {
  const auto matching = [](const char* pattern) {
    std::string ids;
    for (const char* id : {"main-thread/nothing/exit", "main-thread/nothing/exit/pidfd",
                           "main-thread/nothing/exit/guarded", "main-thread/nothing/exit/refused",
                           "main-thread/nothing/exit/pidfd/guarded"})
      if (matches_pattern(pattern, scenario_from_id(id)))
        ids += std::string(id).substr(std::string("main-thread/nothing/exit").size()) + " ";
    return ids;
  };
  EXPECT_EQ(matching("*/*/*"), " ");
  EXPECT_EQ(matching("main-*"), " ");
  EXPECT_EQ(matching("*/*/*/*"), " /pidfd ");
  EXPECT_EQ(matching("*/*/*/guarded"), "/guarded ");
  EXPECT_EQ(matching("*/*/*/*/guarded"), "/guarded /pidfd/guarded ");
  EXPECT_EQ(matching("*/*/*/pidfd/*"), "/pidfd /pidfd/guarded ");
  EXPECT_EQ(matching("*/*/*/none"), " ");
  EXPECT_EQ(matching("*/*/*/*/*/*"), "");
}

TEST(Scenario, TheGuardOfAnIdIsItsLastPart) {
  EXPECT_EQ(guard_in_id("main-thread/nothing/exit/pidfd/guarded"), "guarded");
  EXPECT_EQ(guard_in_id("main-thread/nothing/exit/guarded"), "guarded");
  for (const char* id :
       {"main-thread/nothing/exit/pidfd", "main-thread/nothing/exit", "script:a.py", ""})
    EXPECT_EQ(guard_in_id(id), "");
}

TEST(Scenarios, AProductMayHaveGuards) {
  const Scenarios scenarios =
      Scenarios::from_toml(suite_head +
                               "[[suite.product]]\nforker = [\"main-thread\", \"worker-thread\"]\n"
                               "guard = [\"none\", \"guarded\"]\n[[exclude]]\n"
                               "scenario = \"worker-thread/*/*/guarded\"\nreason = \"r\"\n",
                           "scenarios.toml");
  std::string ids;
  for (const auto& one : scenarios.suite("s")) ids += one.scenario.id() + " ";
  EXPECT_EQ(
      ids, "main-thread/nothing/exit main-thread/nothing/exit/guarded worker-thread/nothing/exit ");
}

TEST(Scenario, AnUnknownValueIsNamedWithItsAxis) {
  try {
    static_cast<void>(scenario_from_id("mian-thread/nothing/exit"));
    FAIL();
  } catch (const UsageError& error) {
    expect_says(error.what(), "mian-thread");
    expect_says(error.what(), "did you mean \"main-thread\"");
  }
}

TEST(Scenarios, AProductIsGeneratedAndExclusionsAreLeftOut) {
  const auto suite = some_scenarios().suite("s");
  std::vector<std::string> names;
  for (const auto& one : suite) names.push_back(one.name);
  EXPECT_EQ(names, (std::vector<std::string>{"plain", "main-thread/idle-legacy-subint/exit",
                                             "main-thread/idle-isolated-subint/exit",
                                             "worker-thread/nothing/exit",
                                             "worker-thread/idle-legacy-subint/exit"}));
}

TEST(Scenarios, AGlobSelectsByNameAndById) {
  EXPECT_EQ(some_scenarios().select("worker-*").size(), 2U);
  EXPECT_EQ(some_scenarios().select("pl*").size(), 1U);
  EXPECT_EQ(some_scenarios().select("main-thread/nothing/exit").front().name, "plain");
  EXPECT_THROW(some_scenarios().select("plian"), UsageError);
}

TEST(Scenarios, ASyntaxErrorIsNamedWithItsLine) {
  expect_says(complaint_of_scenarios("schema = 1\n[[suite]\n"), "scenarios.toml:2:");
}

TEST(Scenarios, AnUnknownKeyIsNamed) {
  const auto complaint = complaint_of_scenarios(suite_head + "scenarois = []\n");
  expect_says(complaint, "scenarios.toml:4:");
  expect_says(complaint, "scenarois");
}

TEST(Scenarios, AMissingKeyIsNamed) {
  expect_says(
      complaint_of_scenarios("schema = 1\n[[suite]]\nscenarios=[\"main-thread/nothing/exit\"]\n"),
      "name");
  expect_says(complaint_of_scenarios("[alias]\n"), "schema");
}

TEST(Scenarios, AnotherSchemaIsRefused) {
  expect_says(complaint_of_scenarios("schema = 2\n"), "schema");
}

TEST(Scenarios, ADuplicateSuiteIsNamed) {
  const std::string body = "scenarios = [\"main-thread/nothing/exit\"]\n";
  expect_says(complaint_of_scenarios(suite_head + body + "[[suite]]\nname = \"s\"\n" + body),
              "suite \"s\" is there twice");
}

TEST(Scenarios, AnEmptySuiteIsRefused) {
  expect_says(complaint_of_scenarios(suite_head), "the suite is empty");
}

TEST(Scenarios, AnUnknownAxisValueIsNamedWithItsLine) {
  const auto complaint =
      complaint_of_scenarios(suite_head + "[[suite.product]]\nforker = [\"main-thraed\"]\n");
  expect_says(complaint, "scenarios.toml:5:");
  expect_says(complaint, "main-thraed");
}

TEST(Scenarios, WhatIsNoTableIsRefusedNotLeftOut) {
  expect_says(complaint_of_scenarios("schema = 1\nalias = \"main-thread/nothing/exit\"\n"),
              "scenarios.toml:2:9: \"alias\" must be a table");
  expect_says(complaint_of_scenarios(suite_head + "product = \"main-thread\"\n"),
              "scenarios.toml:4:11: \"product\" must be written as [[suite.product]]");
  expect_says(complaint_of_scenarios(suite_head + "product = [1]\n"), "scenarios.toml:4:");
}

TEST(Scenarios, AWrongValueIsNamedWhereItStands) {
  const auto complaint = complaint_of_scenarios(
      suite_head + "scenarios = [\n  \"main-thread/nothing/exit\",\n  \"nope\",\n]\n");
  expect_says(complaint, "scenarios.toml:6:");
}

TEST(Scenarios, TwoAliasesOfOneScenarioAreRefused) {
  expect_says(complaint_of_scenarios("schema = 1\n[alias]\na = \"main-thread/nothing/exit\"\n"
                                     "b = \"main-thread/nothing/exit\"\n"),
              "name the same scenario");
}

TEST(Builds, AListNamesWhatIsWrongWithIt) {
  const auto complaint = [](const std::string& text) -> std::string {
    try {
      static_cast<void>(builds_from_json(text, "builds.json"));
      return "";
    } catch (const LabError& error) {
      return error.what();
    }
  };
  expect_says(complaint("{"), "builds.json");
  expect_says(complaint(R"({"schema":2,"builds":[]})"), "schema must be 1");
  const std::string row =
      R"({"id":"a","version":"3.14.0","variant":"debug","origin":"x","python":"/p"})";
  expect_says(complaint(R"({"schema":1,"builds":[)" + row + "," + row + "]}"), "there twice");
  expect_says(
      complaint(R"({"schema":1,"builds":[{"id":"a","version":"3","variant":"d","origin":"x"}]})"),
      "neither \"python\" nor \"unavailable\"");
}

const std::string rule_head = "schema = 1\n[[expect]]\nscenario = \"plain\"\n";

TEST(Expectations, ARuleThatSpeaksOfNothingIsRefused) {
  expect_says(complaint_of_expectations(
                  "schema = 1\n[[expect]]\nscenario = \"worker-thread/nothing/nope\"\n"
                  "signature = \"child rc=0\"\nreason = \"r\"\n"),
              "expectations.toml:");
}

TEST(Expectations, ARuleNeedsAReason) {
  expect_says(complaint_of_expectations(rule_head + "signature = \"child rc=0\"\n"), "reason");
}

TEST(Expectations, ARuleNeedsAnIssueOrASource) {
  expect_says(complaint_of_expectations(rule_head + "signature = \"x\"\nreason = \"r\"\n"),
              "needs an \"issue\" or a \"source\"");
}

TEST(Expectations, TwoSignaturesOfASteadyCellAreRefused) {
  expect_says(complaint_of_expectations(
                  rule_head + "signature = [\"x\", \"y\"]\nreason = \"r\"\nsource = \"s\"\n"),
              "needs nondeterministic = true");
}

TEST(Expectations, AnUnknownKeyIsNamedWithItsLine) {
  expect_says(complaint_of_expectations(rule_head + "signatrue = \"x\"\nreason = \"r\"\n"),
              "expectations.toml:4:");
}

TEST(Expectations, ABadVersionRangeIsRefused) {
  expect_says(complaint_of_expectations(
                  rule_head +
                  "signature = \"child rc=0\"\nreason = \"r\"\nbuild = { version = \"~3.14\" }\n"),
              "~3.14");
}

const std::string why = "reason = \"r\"\nsource = \"s\"\n";
const std::string two_signatures = "signature = [\"x\", \"y\"]\nnondeterministic = true\n";

TEST(Expectations, AWrongVersionIsNamedWhereItStands) {
  expect_says(complaint_of_expectations("schema = 1\nversion = \"3.14\"\n"),
              "expectations.toml:2:11: version \"3.14\" must read like");
  expect_says(complaint_of_expectations(rule_head + "signature = \"x\"\n" + why +
                                        "build = { version = 3 }\n"),
              "expectations.toml:7:21: \"version\" must be a string");
}

TEST(Expectations, ABuildThatIsNoTableIsRefused) {
  expect_says(
      complaint_of_expectations(rule_head + "signature = \"x\"\n" + why + "build = \"debug\"\n"),
      "expectations.toml:7:9: \"build\" must be a table");
}

TEST(Expectations, APatternIsNamedWhereItStands) {
  const auto complaint_of = [](const std::string& pattern) {
    return complaint_of_expectations("schema = 1\n[[expect]]\nscenario = [\n  \"plain\",\n  \"" +
                                     pattern + "\",\n]\nsignature = \"x\"\n" + why);
  };
  expect_says(complaint_of("main-thread"), "expectations.toml:5:3: \"main-thread\" is neither");
  expect_says(complaint_of("mian-thread/*/*"), "expectations.toml:5:3: axis forker has no value");
  expect_says(complaint_of("std-thread/*/*"),
              "expectations.toml:5:3: \"std-thread/*/*\" matches no");
  expect_says(complaint_of("plain"),
              "expectations.toml:5:3: \"main-thread/nothing/exit\" is there");
}

TEST(Expectations, WhatMustShowIsOneOfTheSignaturesOfARuleWhoseRunsDiffer) {
  EXPECT_EQ(complaint_of_expectations(rule_head + two_signatures + why + "must_show = \"y\"\n"),
            "");
  expect_says(complaint_of_expectations(rule_head + two_signatures + why + "must_show = \"z\"\n"),
              "expectations.toml:8:13: \"z\" must be one of \"signature\"");
  expect_says(
      complaint_of_expectations(rule_head + "signature = \"x\"\n" + why + "must_show = \"x\"\n"),
      "expectations.toml:7:13: \"must_show\" needs nondeterministic = true");
}

Observation cell_of(const std::string& version) {
  Observation cell;
  cell.id = cell.scenario = "main-thread/nothing/exit";
  cell.identity.version = version;
  return cell;
}

TEST(Expectations, TheVersionOfTheFileIsThatOfRulesWithoutOne) {
  const auto expectations = Expectations::from_toml(
      "schema = 1\nversion = \">=3.14\"\n"
      "[[expect]]\nscenario = \"plain\"\nbuild = { debug = false }\nsignature = \"a\"\n" +
          why + "[[expect]]\nscenario = \"plain\"\nbuild = { version = \">=3.13\" }\n" +
          "signature = \"b\"\n" + why,
      "expectations.toml", some_scenarios());
  EXPECT_EQ(expectations.rule_for(cell_of("3.14.0")), 0U);
  EXPECT_EQ(expectations.rule_for(cell_of("3.13.5")), 1U);
  EXPECT_EQ(expectations.rule_for(cell_of("3.12.0")), 2U);
}

TEST(Expectations, ABuildOfAnotherFileMustBeThere) {
  const auto complaint = [](const std::string& build) -> std::string {
    const auto expectations =
        Expectations::from_toml(rule_head + "signature = \"x\"\n" + why + "build = " + build + "\n",
                                "expectations.toml", some_scenarios());
    try {
      expectations.require_known({"release", "debug"}, {"debian", "source"});
      return "";
    } catch (const LabError& error) {
      return error.what();
    }
  };
  EXPECT_EQ(complaint("{ variant = \"debug\", origin = \"source\" }"), "");
  expect_says(complaint("{ variant = \"debgu\" }"),
              "expectations.toml:2:1: there is no variant \"debgu\"; did you mean \"debug\"?");
  expect_says(complaint("{ origin = \"ubuntu\" }"),
              "expectations.toml:2:1: there is no origin \"ubuntu\"; there are: debian, source");
}

TEST(Expectations, TheFirstRuleThatSpeaksCounts) {
  const auto expectations = Expectations::from_toml(
      "schema = 1\n"
      "[[expect]]\nscenario = \"plain\"\nbuild = { debug = true }\nsignature = \"a\"\nreason = "
      "\"r\"\nsource = \"s\"\n"
      "[[expect]]\nscenario = \"main-thread/*/*\"\nsignature = \"b\"\nreason = \"r\"\nsource = "
      "\"s\"\n",
      "expectations.toml", some_scenarios());
  Observation cell;
  cell.id = "main-thread/nothing/exit";
  cell.scenario = "plain";
  EXPECT_EQ(expectations.rule_for(cell), 1U);
  cell.identity.debug = true;
  EXPECT_EQ(expectations.rule_for(cell), 0U);
  cell.id = cell.scenario = "worker-thread/nothing/exit";
  EXPECT_EQ(expectations.rule_for(cell), 2U);
}

TEST(VersionRange, ComparesNumbersNotText) {
  const auto range = VersionRange::parse(">=3.14.9,<3.15");
  EXPECT_TRUE(range.contains("3.14.10"));
  EXPECT_TRUE(range.contains("3.14.9"));
  EXPECT_FALSE(range.contains("3.14.8"));
  EXPECT_FALSE(range.contains("3.15.0rc1"));
  EXPECT_FALSE(range.contains("3.15.0"));
}

}  // namespace
}  // namespace forklab
