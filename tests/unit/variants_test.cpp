#include "matrix/variants.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace forklab {
namespace {

const std::string release =
    "schema = 1\n[release]\nconfigure = []\n"
    "is = { debug = false, gil = true, jit = false, sanitizers = [] }\n";

const std::string all = release +
                        "[debug]\nconfigure = [\"--with-pydebug\"]\nis = { debug = true }\n"
                        "[freethreaded]\nconfigure = [\"--disable-gil\"]\nis = { gil = false }\n"
                        "[asan]\nconfigure = []\n"
                        "is = { sanitizers = [\"undefined-behavior\", \"address\"] }\n"
                        "environment.ASAN_OPTIONS = \"a=1\"\n"
                        "[tsan]\nconfigure = []\nis = { gil = false, sanitizers = [\"thread\"] }\n"
                        "environment.TSAN_OPTIONS = \"t=1\"\n"
                        "[jit]\nconfigure = []\nis = { jit = true }\n"
                        "[bisect]\nconfigure = []\nis = { debug = true }\n";

void expect_complaint(const std::string& text, const std::string& words) {
  try {
    static_cast<void>(Variants::from_toml(text, "variants.toml"));
    FAIL() << text << "\nis taken; it should say: " << words;
  } catch (const LabError& error) {
    EXPECT_NE(std::string(error.what()).find(words), std::string::npos)
        << "it says: " << error.what() << "\nnot: " << words;
  }
}

std::string name_of(const BuildFacts& facts) {
  const auto variants = Variants::from_toml(all, "variants.toml");
  return variants.recognised(facts)->name;
}

TEST(Variants, AMistakeIsNamedWithItsPlaceAndWhatWouldBeRight) {
  const std::string more = release + "[x]\nconfigure = []\n";
  expect_complaint(more + "flag = \"-O1\"\n",
                   "variants.toml:7:1: unknown key \"flag\"; did you mean \"flags\"?");
  expect_complaint(more + "flags = [\"-O1\"]\n", "variants.toml:7:9: \"flags\" must be a string");
  expect_complaint(more + "absent = \"_ssl\"\n",
                   "variants.toml:7:10: \"absent\" must be an array of strings");
  expect_complaint(more + "needs = [\"llvm_19\", 19]\n", "variants.toml:7:21: \"needs\" must be");
  expect_complaint(more + "needs = [\"a\", \"a\"]\n", "variants.toml:7:15: \"a\" is twice in");
  expect_complaint(more + "precompiled = \"all\"\n",
                   "variants.toml:7:15: \"precompiled\" must be \"imported\"");
  expect_complaint(release + "[x]\nflags = \"-O1\"\n",
                   "variants.toml:5:1: this table misses the key \"configure\"");
  expect_complaint(release + "[x]\nconfigure = [\"--a --b\"]\n",
                   "variants.toml:6:14: \"--a --b\" must be one argument");
  expect_complaint(release + "[X_1]\nconfigure = []\n", "variants.toml:5:1: variant \"X_1\" must");
  expect_complaint("schema = 1\nx = 3\n" + release.substr(11),
                   "variants.toml:2:5: \"x\" must be a");
  expect_complaint(release + "[release]\n", "variants.toml:5:");
  expect_complaint(release.substr(11), "variants.toml:1: misses schema = 1");
  expect_complaint("schema = 2\n", "variants.toml:1:10: schema is 2, this forklab reads 1");
  expect_complaint("schema = \"1\"\n", "variants.toml:1:10: \"schema\" must be the number 1");
}

TEST(Variants, WhatAVariantIsRecognisedByIsChecked) {
  const std::string more = release + "[x]\nconfigure = []\n";
  expect_complaint(more + "is = { msan = true }\n", "variants.toml:7:8: unknown key \"msan\"");
  expect_complaint(more + "is = { debug = \"yes\" }\n",
                   "variants.toml:7:16: \"debug\" must be true");
  expect_complaint(more + "is = \"debug\"\n", "variants.toml:7:6: \"is\" must be a table");
  expect_complaint(more + "is = { sanitizers = [\"--with-x\"] }\n", "variants.toml:7:22:");
  expect_complaint(more + "environment.asan_options = \"\"\n", "\"asan_options\" must be the name");
  expect_complaint(more + "environment.A = 1\n", "variants.toml:7:17: \"A\" must be a string");
  expect_complaint("schema = 1\n[debug]\nconfigure = []\n", "there is no [release]");
  expect_complaint("schema = 1\n[release]\nconfigure = []\nis = { debug = false }\n",
                   "variants.toml:4:6: this table misses the key \"gil\"");
}

TEST(Variants, StandInTheOrderOfTheFile) {
  EXPECT_EQ(Variants::from_toml(all, "v").names(),
            (std::vector<std::string>{"release", "debug", "freethreaded", "asan", "tsan", "jit",
                                      "bisect"}));
}

TEST(Variants, AnInterpreterIsTheOneItHasMostInCommonWith) {
  EXPECT_EQ(name_of({}), "release");
  EXPECT_EQ(name_of({true, true, false, {}}), "debug");  // not "bisect", which is the same
  EXPECT_EQ(name_of({false, false, false, {}}), "freethreaded");
  EXPECT_EQ(name_of({false, true, true, {}}), "jit");
  EXPECT_EQ(name_of({true, true, true, {}}), "debug");
}

TEST(Variants, ASanitizerSaysMoreThanAllElse) {
  EXPECT_EQ(name_of({false, true, false, {"address"}}), "asan");
  EXPECT_EQ(name_of({true, false, false, {"address", "undefined-behavior"}}), "asan");
  EXPECT_EQ(name_of({false, true, false, {"thread"}}), "tsan");
  EXPECT_EQ(name_of({true, true, false, {"memory"}}), "debug");
}

TEST(Variants, SanitizersStandInTheArgumentsOfConfigure) {
  EXPECT_EQ(sanitizers_in("'--prefix=/x' '--with-undefined-behavior-sanitizer' "
                          "'--with-address-sanitizer' '--with-pydebug'"),
            (std::vector<std::string>{"address", "undefined-behavior"}));
  EXPECT_EQ(sanitizers_in("--with-memory-sanitizer=yes --with-thread-sanitizer=no"),
            std::vector<std::string>{"memory"});
  EXPECT_TRUE(sanitizers_in("--with-pydebug --prefix=/home/x/address-sanitizer").empty());
}

TEST(Variants, EachHasItsEnvironmentAndALookHasAll) {
  const auto variants = Variants::from_toml(all, "v");
  EXPECT_EQ(variants.find("asan")->environment, std::vector<std::string>{"ASAN_OPTIONS=a=1"});
  EXPECT_TRUE(variants.find("release")->environment.empty());
  EXPECT_EQ(variants.find("nope"), nullptr);
  EXPECT_EQ(variants.environment_of_all(),
            (std::vector<std::string>{"ASAN_OPTIONS=a=1", "TSAN_OPTIONS=t=1"}));
}

TEST(Variants, WithoutAFileNothingIsRecognised) {
  EXPECT_EQ(Variants().recognised({}), nullptr);
  EXPECT_TRUE(Variants().environment_of_all().empty());
}

}  // namespace
}  // namespace forklab
