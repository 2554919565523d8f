#include <regex>

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

}  // namespace

std::string_view name_of(DiagnosticLine::Kind kind) {
  return kind == DiagnosticLine::Kind::fatal_error ? "fatal" : "assert";
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
  }
  return std::nullopt;
}

}  // namespace forklab
