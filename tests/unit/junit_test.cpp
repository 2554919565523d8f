#include "report/junit.hpp"

#include <gtest/gtest.h>

#include "judged.hpp"

namespace forklab {
namespace {

TEST(Junit, EveryKindOfVerdictIsPresentAsWhatItIs) {
  std::vector<Observation> observations = {observed({{1, lives}}), observed({{1, dies}}),
                                           observed({{1, "not run: x"}}),
                                           observed({{1, "not applicable: y"}})};
  const auto verdicts = judge(observations, rule(expect_life)).verdicts;
  const std::string xml = junit_report(observations, verdicts);
  EXPECT_NE(xml.find("tests=\"4\" failures=\"1\" errors=\"1\" skipped=\"1\""), std::string::npos)
      << xml;
  EXPECT_NE(xml.find("<failure type=\"regressed\""), std::string::npos);
  EXPECT_NE(xml.find("<error type=\"not run\""), std::string::npos);
  EXPECT_NE(xml.find("<skipped message=\"not applicable: y\"/>"), std::string::npos);
}

TEST(Junit, HostileTextStaysText) {
  EXPECT_EQ(xml_escaped("<a b=\"&'\">"), "&lt;a b=&quot;&amp;'&quot;&gt;");
  EXPECT_EQ(xml_escaped(std::string("\x1b[31m\0", 6)), "\xef\xbf\xbd[31m\xef\xbf\xbd");
  EXPECT_EQ(xml_escaped("\xff\xc3\xa4\xed\xa0\x80"),
            "\xef\xbf\xbd\xc3\xa4\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

}  // namespace
}  // namespace forklab
