#include <algorithm>
#include <array>
#include <regex>

#include "base/error.hpp"
#include "outcome/outcome.hpp"

namespace forklab {
namespace {

// "0x7f12..." differs from run to run.
std::string without_addresses(const std::string& text) {
  static const std::regex address("0x[0-9a-fA-F]+");
  return std::regex_replace(text, address, "0x*");
}

// "void _PyEval_ReInitThreads(PyThreadState *)" -> "_PyEval_ReInitThreads"
std::string bare_function(std::string function) {
  if (const auto parenthesis = function.find('('); parenthesis != std::string::npos)
    function.resize(parenthesis);
  const auto start = function.find_last_of(" *&");
  return start == std::string::npos ? function : function.substr(start + 1);
}

std::optional<DiagnosticLine> fatal_error_in(const std::string& line) {
  // CPython prints "Fatal Python error: FUNCTION: MESSAGE" (Python/pylifecycle.c, fatal_error()).
  constexpr std::string_view start = "Fatal Python error: ";
  const auto at = line.find(start);
  if (at == std::string::npos) return std::nullopt;
  return DiagnosticLine{DiagnosticLine::Kind::fatal_error,
                        without_addresses(line.substr(at + start.size()))};
}

std::optional<DiagnosticLine> assertion_in(const std::string& line) {
  // glibc prints "PROGRAM: FILE:LINE: FUNCTION: Assertion `EXPRESSION' failed."
  static const std::regex form(R"(^[^:]+: [^:]+:\d+: (.*): Assertion `(.*)' failed\.?$)");
  std::smatch match;
  if (!std::regex_match(line, match, form)) return std::nullopt;
  return DiagnosticLine{DiagnosticLine::Kind::assertion,
                        bare_function(match[1]) + ": " + without_addresses(match[2])};
}

// "==12==ERROR: AddressSanitizer: heap-use-after-free on address 0x...",
// "WARNING: ThreadSanitizer: data race (pid=12)", "FILE:12:3: runtime error: MESSAGE" (UBSan).
std::optional<DiagnosticLine> sanitizer_in(const std::string& line) {
  static const std::regex report(
      R"(^(?:==\d+==)?(?:ERROR|WARNING): (\w+Sanitizer: .*?)(?: on | \(|$).*)");
  static const std::regex undefined(R"(^[^ ]+:\d+:\d+: runtime error: (.*)$)");
  std::smatch match;
  std::string text;
  if (std::regex_match(line, match, report))
    text = match[1];
  else if (std::regex_match(line, match, undefined))
    text = "UndefinedBehaviorSanitizer: " + std::string(match[1]);
  else
    return std::nullopt;
  return DiagnosticLine{DiagnosticLine::Kind::sanitizer, without_addresses(text)};
}

constexpr std::array<std::string_view, 3> kind_names = {"fatal", "assert", "sanitizer"};

}  // namespace

std::string_view name_of(DiagnosticLine::Kind kind) {
  return kind_names[static_cast<std::size_t>(kind)];
}

DiagnosticLine::Kind diagnostic_kind_named(std::string_view name) {
  const auto found = std::find(kind_names.begin(), kind_names.end(), name);
  if (found == kind_names.end())
    throw LabError("unknown kind of diagnostic \"" + std::string(name) + "\"");
  return static_cast<DiagnosticLine::Kind>(found - kind_names.begin());
}

std::optional<DiagnosticLine> find_diagnostic(std::string_view standard_error) {
  while (!standard_error.empty()) {
    const auto end = standard_error.find('\n');
    std::string line(standard_error.substr(0, end));
    standard_error.remove_prefix(end == std::string_view::npos ? standard_error.size() : end + 1);
    // std::regex recurses per character: a flood of output without line feeds must not reach it.
    if (line.size() > 2000) line.resize(2000);
    if (auto fatal = fatal_error_in(line)) return fatal;
    if (auto assertion = assertion_in(line)) return assertion;
    if (auto report = sanitizer_in(line)) return report;
  }
  return std::nullopt;
}

}  // namespace forklab
