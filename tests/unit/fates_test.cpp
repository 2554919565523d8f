#include "report/fates.hpp"

#include <gtest/gtest.h>

#include <set>

#include "report/html.hpp"

namespace forklab {
namespace {

TEST(Fates, EachHasALook) {
  std::set<std::string_view> shapes;
  const std::vector<FateLook> looks = all_looks();
  EXPECT_EQ(looks.front().name, "lives");
  EXPECT_EQ(looks.back().name, "flaky");
  for (const FateLook& look : looks) {
    SCOPED_TRACE(look.name);
    EXPECT_FALSE(look.name.empty()) << "a Fate without a row in report/fates.cpp";
    EXPECT_TRUE(shapes.insert(look.shape).second) << "two fates have one shape";
  }
}

// What is asked first is what is worst; what nobody has to look at is not asked.
TEST(Fates, WhatIsAskedIsSevere) {
  for (const FateLook& look : all_looks())
    EXPECT_TRUE(look.question.empty() || look.severity > 0) << look.name;
}

TEST(Fates, EachHasItsColourInThePagesStyle) {
  const std::string page = html_report({}, {});
  for (const FateLook& look : all_looks()) {
    const std::string rule = "." + std::string(look.colour);
    EXPECT_TRUE(page.find(rule + " {") != page.npos || page.find(rule + ",") != page.npos)
        << look.name << ": page.html has no style " << rule;
    EXPECT_NE(page.find("\"name\":\"" + std::string(look.name) + "\""), page.npos);
  }
}

}  // namespace
}  // namespace forklab
