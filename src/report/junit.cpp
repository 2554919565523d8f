#include "report/junit.hpp"

#include <cstdint>

#include "report/grid.hpp"
#include "verdict/rerun.hpp"

namespace forklab {
namespace {

// The code point at the front of `text` and its length; length 0 when the bytes are no UTF-8.
std::pair<std::uint32_t, std::size_t> code_point(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (length == 0 || first > 0xf4 || text.size() < length) return {0, 0};
  std::uint32_t point = first & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {0, 0};
    point = point << 6U | (byte(i) & 0x3fU);
  }
  constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool valid =
      point >= smallest[length] && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
  return valid ? std::pair{point, length} : std::pair{std::uint32_t{0}, std::size_t{0}};
}

bool xml_can_hold(std::uint32_t point) {
  return point >= 0x20 ? point != 0xfffe && point != 0xffff
                       : point == '\t' || point == '\n' || point == '\r';
}

struct Counts {
  std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;
};

std::string attributes(const Counts& counts) {
  return " tests=\"" + std::to_string(counts.tests) + "\" failures=\"" +
         std::to_string(counts.failures) + "\" errors=\"" + std::to_string(counts.errors) +
         "\" skipped=\"" + std::to_string(counts.skipped) + "\"";
}

std::string property(const char* name, std::string_view value) {
  return std::string("        <property name=\"") + name + "\" value=\"" + xml_escaped(value) +
         "\"/>\n";
}

std::string result_element(const Verdict& verdict) {
  if (verdict.kind == VerdictKind::as_expected) return "";
  const std::string message = xml_escaped(verdict.observed);
  if (verdict.kind == VerdictKind::not_applicable)
    return "      <skipped message=\"" + message + "\"/>\n";
  const bool error = verdict.kind == VerdictKind::lab_error || verdict.kind == VerdictKind::not_run;
  const std::string tag = error ? "error" : "failure";
  std::string body = "observed: " + verdict.observed + "\n";
  for (const std::string& expected : verdict.expected) body += "expected: " + expected + "\n";
  body += "run it again: " + rerun_line(verdict.build, verdict.scenario) + "\n";
  return "      <" + tag + " type=\"" + std::string(name_of(verdict.kind)) + "\" message=\"" +
         message + "\">" + xml_escaped(body) + "</" + tag + ">\n";
}

std::string testcase(const Verdict& verdict) {
  return "    <testcase classname=\"" + xml_escaped(verdict.build) + "\" name=\"" +
         xml_escaped(verdict.scenario) + "\" time=\"0\">\n      <properties>\n" +
         property("verdict", name_of(verdict.kind)) + property("signature", verdict.observed) +
         property("id", verdict.id) + property("reason", verdict.reason) +
         property("issue", verdict.issue) + "      </properties>\n" + result_element(verdict) +
         "    </testcase>\n";
}

void count(const Verdict& verdict, Counts& counts) {
  ++counts.tests;
  if (verdict.kind == VerdictKind::not_applicable)
    ++counts.skipped;
  else if (verdict.kind == VerdictKind::lab_error || verdict.kind == VerdictKind::not_run)
    ++counts.errors;
  else if (!verdict.passes())
    ++counts.failures;
}

}  // namespace

std::string xml_escaped(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const auto [point, length] = code_point(text);
    if (length == 0 || !xml_can_hold(point))
      result += "\uFFFD";
    else if (point == '&')
      result += "&amp;";
    else if (point == '<')
      result += "&lt;";
    else if (point == '>')
      result += "&gt;";
    else if (point == '"')
      result += "&quot;";
    else
      result += text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return result;
}

std::string junit_report(const std::vector<Observation>& observations,
                         const std::vector<Verdict>& verdicts) {
  Counts all;
  std::string suites;
  for (const std::string& build : Grid::of(observations, verdicts).builds) {
    Counts counts;
    std::string cases;
    for (const Verdict& verdict : verdicts) {
      if (verdict.build != build) continue;
      count(verdict, counts);
      count(verdict, all);
      cases += testcase(verdict);
    }
    suites += "  <testsuite name=\"" + xml_escaped(build) + "\"" + attributes(counts) +
              " time=\"0\">\n" + cases + "  </testsuite>\n";
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"forklab\"" +
         attributes(all) + " time=\"0\">\n" + suites + "</testsuites>\n";
}

}  // namespace forklab
