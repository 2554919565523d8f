#include "matrix/pins.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace forklab {
namespace {

Variants variants() {
  return Variants::from_toml(
      "schema = 1\n[release]\nconfigure = []\n"
      "is = { debug = false, gil = true, jit = false, sanitizers = [] }\n"
      "[debug]\nconfigure = []\nis = { debug = true }\n",
      "variants.toml");
}

template <class Pins>
void expect_complaint(const std::string& text, const std::string& words) {
  try {
    static_cast<void>(Pins::from_toml(text, "pins.toml", variants()));
    FAIL() << text << "\nis taken; it should say: " << words;
  } catch (const LabError& error) {
    EXPECT_NE(std::string(error.what()).find(words), std::string::npos)
        << "it says: " << error.what() << "\nnot: " << words;
  }
}

const std::string build =
    "schema = 1\n[[build]]\nid = \"a\"\norigin = \"nixpkgs\"\nattribute = \"python\"\n";
const std::string family =
    "schema = 1\n[[family]]\norigin = \"debian\"\npackage = \"p\"\nsuites = [\"s\"]\n";

TEST(BuildPins, AreCounted) {
  const auto pins = BuildPins::from_toml(
      build + "variant = \"debug\"\n" + family.substr(11) + "variants = [\"release\"]\n", "b",
      variants());
  EXPECT_EQ(pins.builds, std::vector<std::string>{"a"});
  EXPECT_EQ(pins.families, std::vector<std::string>{"p"});
}

TEST(BuildPins, AMistakeInABuildIsNamedWithItsPlace) {
  const auto says = expect_complaint<BuildPins>;
  says(build + "varaint = \"debug\"\n",
       "pins.toml:6:1: unknown key \"varaint\"; did you mean \"variant\"?");
  says(build, "pins.toml:2:1: this table misses the key \"variant\"");
  says(build + "variant = \"debgu\"\n",
       "pins.toml:6:11: there is no variant \"debgu\"; did you mean \"debug\"?");
  says(build + "variant = [\"debug\"]\n", "pins.toml:6:11: \"variant\" must be a string");
  says(build + "variant = \"debug\"\n" + build.substr(11) + "variant = \"debug\"\n",
       "pins.toml:8:6: build \"a\" is there twice, first in pins.toml:3:6");
  says("schema = 1\n[[build]]\nid = \"a\"\norigin = \"debian\"\n",
       "pins.toml:4:10: \"debian\" reads no such rows; it must be \"nixpkgs\"");
  says("schema = 1\n[build]\n", "pins.toml:2:1: build must be written as [[build]]");
  says("schema = 1\n[[biuld]]\n", "unknown key \"biuld\"; did you mean \"build\"?");
  says("[[build]]\n", "pins.toml:1: misses schema = 1");
}

TEST(BuildPins, AMistakeInAFamilyIsNamedWithItsPlace) {
  const auto says = expect_complaint<BuildPins>;
  says(family, "pins.toml:2:1: this table misses the key \"variants\"");
  says(family + "variants = \"debug\"\n",
       "pins.toml:6:12: \"variants\" must be an array of strings");
  says(family + "variants = []\n", "pins.toml:6:12: \"variants\" is empty");
  says(family + "variants = [\"debug\", \"asna\"]\n",
       "pins.toml:6:22: there is no variant \"asna\"; there are: release, debug");
  says(family + "variants = [\"debug\"]\nrequired = \"no\"\n",
       "pins.toml:7:12: \"required\" must be true or false");
  const std::string whole = family + "variants = [\"debug\"]\n";
  says(whole + whole.substr(11), "pins.toml:9:11: family \"p\" is there twice");
}

const std::string hash(64, 'a');
const std::string source = "schema = 1\nurl = \"https://x/VERSION\"\n[[source]]\n";
const std::string pinned = source + "version = \"3.14.0\"\nsha256 = \"" + hash + "\"\n";

TEST(SourcePins, AreCounted) {
  const auto pins = SourcePins::from_toml(
      pinned + "checks = [\"debug\"]\n[[source]]\nversion = \"3.15.0rc1\"\nsha256 = \"" +
          std::string(64, 'b') + "\"\n",
      "s", variants());
  EXPECT_EQ(pins.versions, (std::vector<std::string>{"3.14.0", "3.15.0rc1"}));
  EXPECT_EQ(pins.built, 1U);
}

TEST(SourcePins, AMistakeIsNamedWithItsPlace) {
  const auto says = expect_complaint<SourcePins>;
  says(pinned + "check = [\"debug\"]\n",
       "pins.toml:6:1: unknown key \"check\"; did you mean \"checks\"?");
  says(pinned + "checks = \"debug\"\n", "pins.toml:6:10: \"checks\" must be an array of strings");
  says(pinned + "default = [\"release\", \"release\"]\n",
       "pins.toml:6:23: \"release\" is twice in \"default\"");
  says(pinned + "default = [\"relaese\"]\n",
       "pins.toml:6:12: there is no variant \"relaese\"; did you mean \"release\"?");
  says(source + "version = \"3.14.0\"\n", "pins.toml:3:1: this table misses the key \"sha256\"");
  says(source + "version = \"3.14\"\nsha256 = \"" + hash + "\"\n",
       "pins.toml:4:11: \"3.14\" must read like \"3.14.10\"");
  says("schema = 1\nurl = \"https://x/3.14\"\n", "pins.toml:2:7: \"url\" must have VERSION");
  says("schema = 1\n", "this table misses the key \"url\"");
}

TEST(SourcePins, AHashThatIsNoneIsRefused) {
  const auto says = expect_complaint<SourcePins>;
  for (const std::string& wrong :
       {std::string("123"), std::string(64, 'g'), std::string(64, 'A'), std::string(65, 'a')})
    says(source + "version = \"3.14.0\"\nsha256 = \"" + wrong + "\"\n",
         "pins.toml:5:10: a sha256 must be 64 hexadecimal digits");
}

TEST(SourcePins, AReleaseAndAHashAreThereOnce) {
  const auto says = expect_complaint<SourcePins>;
  const std::string row = "[[source]]\nversion = \"3.14.";
  says(pinned + row + "0\"\nsha256 = \"" + std::string(64, 'b') + "\"\n",
       "pins.toml:7:11: version \"3.14.0\" is there twice, first in pins.toml:4:11");
  says(pinned + row + "1\"\nsha256 = \"" + hash + "\"\n",
       "is there twice, first in pins.toml:5:10");
}

}  // namespace
}  // namespace forklab
