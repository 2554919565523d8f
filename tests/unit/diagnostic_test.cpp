#include <gtest/gtest.h>

#include "outcome/outcome.hpp"

namespace forklab {
namespace {

using Kind = DiagnosticLine::Kind;

TEST(Diagnostic, FatalErrorLineOfCpython) {
  const auto line = find_diagnostic(
      "some warning\nFatal Python error: _PyInterpreterState_DeleteExceptMain: not main "
      "interpreter\nPython runtime state: initialized\n");
  ASSERT_TRUE(line);
  EXPECT_EQ(line->kind, Kind::fatal_error);
  EXPECT_EQ(line->text, "_PyInterpreterState_DeleteExceptMain: not main interpreter");
}

TEST(Diagnostic, AssertionLosesFileAndLine) {
  const auto line = find_diagnostic(
      "python3.14d: ../Python/ceval_gil.c:621: _PyEval_ReInitThreads: Assertion "
      "`tstate->interp == _PyInterpreterState_Main()' failed.\n");
  ASSERT_TRUE(line);
  EXPECT_EQ(line->kind, Kind::assertion);
  EXPECT_EQ(line->text, "_PyEval_ReInitThreads: tstate->interp == _PyInterpreterState_Main()");
}

TEST(Diagnostic, AssertionOfAnotherCompilerNamesTheSameFunction) {
  // g++ and older glibc print the whole signature.
  const auto line = find_diagnostic(
      "python: Python/gc.c:12: PyStatus *_PyEval_ReInitThreads(PyThreadState *): Assertion `x' "
      "failed.\n");
  ASSERT_TRUE(line);
  EXPECT_EQ(line->text, "_PyEval_ReInitThreads: x");
}

TEST(Diagnostic, AddressesAreTakenOut) {
  const auto line = find_diagnostic("Fatal Python error: f: bad object at 0x7f12ab34cd00\n");
  ASSERT_TRUE(line);
  EXPECT_EQ(line->text, "f: bad object at 0x*");
}

// Lines as the run-time libraries of GCC 12 print them.
TEST(Diagnostic, SanitizersSayWhatTheyFound) {
  const auto text_of = [](const char* text) {
    const auto line = find_diagnostic(text);
    return line ? std::string(name_of(line->kind)) + " " + line->text : "none";
  };
  EXPECT_EQ(
      text_of("==12==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000010 at "
              "pc 0x55 bp 0x7f sp 0x7e\n"),
      "sanitizer AddressSanitizer: heap-use-after-free");
  EXPECT_EQ(text_of("WARNING: ThreadSanitizer: data race (pid=31)\n"),
            "sanitizer ThreadSanitizer: data race");
  EXPECT_EQ(text_of("==3==ERROR: LeakSanitizer: detected memory leaks\n"),
            "sanitizer LeakSanitizer: detected memory leaks");
  EXPECT_EQ(text_of("Objects/x.c:7:12: runtime error: signed integer overflow: 1 + 2\n"),
            "sanitizer UndefinedBehaviorSanitizer: signed integer overflow: 1 + 2");
  EXPECT_EQ(text_of("see AddressSanitizer: is a tool\n"), "none");
}

TEST(Diagnostic, FirstOneCounts) {
  const auto line = find_diagnostic("Fatal Python error: a: 1\nFatal Python error: b: 2\n");
  ASSERT_TRUE(line);
  EXPECT_EQ(line->text, "a: 1");
}

TEST(Diagnostic, OrdinaryOutputHasNone) {
  EXPECT_FALSE(find_diagnostic(""));
  EXPECT_FALSE(find_diagnostic("Traceback (most recent call last):\nAssertionError: failed.\n"));
}

TEST(Diagnostic, FloodOfOneLineIsSurvived) {
  EXPECT_FALSE(find_diagnostic(std::string(5'000'000, ':')));
}

}  // namespace
}  // namespace forklab
