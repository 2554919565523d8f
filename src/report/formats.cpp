#include "report/formats.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "report/html.hpp"
#include "report/junit.hpp"
#include "report/markdown.hpp"
#include "report/table.hpp"
#include "report/tap.hpp"

namespace forklab {
namespace {

template <std::string (*function)(const std::vector<Observation>&, const std::vector<Verdict>&)>
std::string of(const Result& result) {
  return function(result.observations, result.verdicts);
}

std::string page(const Result& result) {
  return html_report(result.observations, result.verdicts, result.lock);
}

std::string table_and_summary(const Result& result) {
  return of<table_text>(result) + "\n" + of<summary_line>(result) + "\n";
}

}  // namespace

// In the order of `--help`.
const std::array<Format, 6> formats = {{
    {"text", "table.txt", table_and_summary},
    {"json", "", of<table_json>},
    {"tap", "", of<tap_report>},
    {"", "index.html", page},
    {"", "report.md", of<markdown_report>},
    {"", "junit.xml", of<junit_report>},
}};

const Format& format_named(std::string_view name) {
  const auto found = std::find_if(formats.begin(), formats.end(),
                                  [&](const Format& format) { return format.name == name; });
  FORKLAB_CHECK(!name.empty() && found != formats.end());
  return *found;
}

}  // namespace forklab
