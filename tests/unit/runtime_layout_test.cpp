#include "primitives/runtime_layout.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <map>

namespace forklab {
namespace {

// A process' memory with a _PyRuntime in it, the main interpreter at its end, and one
// sub-interpreter elsewhere. The offsets are nobody's.
class FakeProcess {
 public:
  static constexpr std::uintptr_t runtime = 0x10000, sub_interpreter = 0x90000;
  static constexpr std::size_t head = 400, main = 408, next_id = 416, main_thread = 424,
                               main_tstate = 432, auto_interpreter = 600, embedded = 800;
  static constexpr std::size_t runtime_size = 1600, interpreter_size = 800, thread_size = 160;
  static constexpr std::size_t next = 64, initial_thread = 480, interp = 16;
  static constexpr std::uintptr_t main_interpreter = runtime + embedded;
  static constexpr std::uintptr_t thread_state = main_interpreter + initial_thread;
  static constexpr std::uint64_t version = 0x030e0af0, ident = 0x7f00aa;

  FakeProcess() {
    std::array<char, 8> cookie = {'x', 'd', 'e', 'b', 'u', 'g', 'p', 'y'};
    std::uint64_t cookie_word = 0;
    std::memcpy(&cookie_word, cookie.data(), cookie.size());
    memory_[runtime].resize(runtime_size / 8);
    memory_[sub_interpreter].resize(interpreter_size / 8);
    for (const auto& [word, value] : std::map<std::size_t, std::uint64_t>{{0, cookie_word},
                                                                          {1, version},
                                                                          {3, runtime_size},
                                                                          {5, head},
                                                                          {6, interpreter_size},
                                                                          {8, next},
                                                                          {22, thread_size},
                                                                          {25, interp}})
      at(runtime + word * 8) = value;
    at(runtime + head) = sub_interpreter;
    at(runtime + main) = at(sub_interpreter + next) = main_interpreter;
    at(runtime + main_thread) = ident;
    at(runtime + main_tstate) = thread_state;
    at(runtime + auto_interpreter) = main_interpreter;
    at(thread_state + interp) = main_interpreter;
  }

  std::uint64_t& at(std::uintptr_t address) {
    const auto region = std::prev(memory_.upper_bound(address));
    return region->second.at((address - region->first) / 8);
  }

  [[nodiscard]] bool read(std::uintptr_t address, std::span<std::byte> into) const {
    auto region = memory_.upper_bound(address);
    if (region == memory_.begin()) return false;
    --region;
    const auto bytes = std::as_bytes(std::span(region->second));
    const std::size_t offset = address - region->first;
    if (offset > bytes.size() || into.size() > bytes.size() - offset) return false;
    std::memcpy(into.data(), bytes.data() + offset, into.size());
    return true;
  }

  RuntimeFacts facts{.runtime = runtime,
                     .version = version,
                     .main_interpreter = main_interpreter,
                     .current_thread_state = thread_state,
                     .main_thread_states = {thread_state},
                     .main_thread = ident};

  // As headers that agree would have it.
  [[nodiscard]] NamedLayout named() {
    NamedLayout layout{.layout = expected, .main_thread = main_thread};
    for (std::size_t i = 0; i < 26; ++i) layout.debug_offsets.push_back(at(runtime + i * 8));
    return layout;
  }

  // "" when the layout checks out, and then it is the expected one.
  [[nodiscard]] std::string complaint() const {
    const auto layout = check_layout(
        facts,
        [this](std::uintptr_t address, std::span<std::byte> into) { return read(address, into); });
    if (!layout) return layout.error();
    EXPECT_EQ(*layout, expected);
    return "";
  }

  static constexpr RuntimeLayout expected{.head = head,
                                          .main = main,
                                          .main_tstate = main_tstate,
                                          .auto_interpreter = auto_interpreter,
                                          .next = next,
                                          .interpreter_of_thread = interp};

 private:
  std::map<std::uintptr_t, std::vector<std::uint64_t>> memory_{};
};

using F = FakeProcess;

void expect_complaint(const FakeProcess& process, const char* part) {
  const std::string complaint = process.complaint();
  EXPECT_NE(complaint.find(part), std::string::npos) << complaint;
}

TEST(RuntimeLayout, IsFoundByDebugOffsetsAndLiveProcess) {
  EXPECT_EQ(FakeProcess().complaint(), "");
}

TEST(RuntimeLayout, IsFoundWhereTheMainInterpreterIsAlone) {
  FakeProcess process;
  process.at(F::runtime + F::head) = F::main_interpreter;
  EXPECT_EQ(process.complaint(), "");
}

TEST(RuntimeLayout, IsConfirmedByInternalHeaders) {
  FakeProcess process;
  process.facts.named = process.named();
  EXPECT_EQ(process.complaint(), "");
}

TEST(RuntimeLayout, RefusesAnotherCookie) {
  FakeProcess process;
  process.at(F::runtime) ^= 1;
  expect_complaint(process, "does not start with the debug offsets' cookie");
}

TEST(RuntimeLayout, RefusesAnotherVersion) {
  FakeProcess process;
  process.at(F::runtime + 8) = 0x03100000;
  expect_complaint(process, "of version 0x3100000, this Python is version 0x30e0af0");
}

TEST(RuntimeLayout, RefusesFreeThreadedBuilds) {
  FakeProcess process;
  process.at(F::runtime + 16) = 1;
  expect_complaint(process, "free-threaded");
}

TEST(RuntimeLayout, RefusesMemoryThatCannotBeRead) {
  FakeProcess process;
  process.facts.runtime = 8;
  expect_complaint(process, "_PyRuntime cannot be read");
}

TEST(RuntimeLayout, RefusesNonsenseSizes) {
  FakeProcess process;
  process.at(F::runtime + 3 * 8) = std::uint64_t{1} << 60;
  expect_complaint(process, "give _PyRuntime 1152921504606846976 bytes");
}

TEST(RuntimeLayout, RefusesAMainInterpreterOutsideOfTheRuntime) {
  FakeProcess process;
  process.facts.main_interpreter = F::sub_interpreter;
  expect_complaint(process, "the main interpreter is not part of _PyRuntime");
}

TEST(RuntimeLayout, RefusesAHeadThatIsNotAWordBeforeTheMainInterpreter) {
  for (const std::uint64_t wrong : {F::head + 4, F::embedded, std::size_t{1} << 50}) {
    FakeProcess process;
    process.at(F::runtime + 5 * 8) = wrong;
    expect_complaint(process, "is not a word before the main interpreter");
  }
}

// One field moved by a word, its old place zero.
void move(FakeProcess& process, std::size_t field) {
  process.at(F::runtime + field + 8) = process.at(F::runtime + field);
  process.at(F::runtime + field) = 0;
}

TEST(RuntimeLayout, RefusesAMovedMain) {
  FakeProcess process;
  move(process, F::main);
  expect_complaint(process, "the word after interpreters.head, at offset 408, is 0x0");
}

TEST(RuntimeLayout, RefusesAMovedHead) {
  FakeProcess process;
  process.at(F::runtime + F::head) = 0;
  expect_complaint(process, "does not reach PyInterpreterState_Main()");
}

TEST(RuntimeLayout, RefusesAListThatLeadsNowhere) {
  for (const std::uintptr_t wrong :
       {std::uintptr_t{0}, std::uintptr_t{0xdead0000}, F::sub_interpreter}) {  // unmapped; a circle
    FakeProcess process;
    process.at(F::sub_interpreter + F::next) = wrong;
    expect_complaint(process, "does not reach PyInterpreterState_Main()");
  }
}

TEST(RuntimeLayout, RefusesAMovedNext) {
  FakeProcess process;
  process.at(F::runtime + 8 * 8) = F::next + 8;
  expect_complaint(process, "does not reach PyInterpreterState_Main()");
  process.at(F::runtime + 8 * 8) = F::interpreter_size;
  expect_complaint(process, "is not a word of an interpreter");
}

TEST(RuntimeLayout, RefusesAThreadStateThatDoesNotNameItsInterpreter) {
  FakeProcess process;
  process.at(F::thread_state + F::interp) = F::sub_interpreter;
  expect_complaint(process, "of the current thread state does not hold its interpreter");
  process.at(F::runtime + 25 * 8) = F::thread_size;
  expect_complaint(process, "is not a word of a thread state");
}

TEST(RuntimeLayout, RefusesAMainThreadStateThatIsNamedTwiceOrNever) {
  FakeProcess process;
  process.at(F::runtime + 704) = F::thread_state;
  expect_complaint(process, "2 words of _PyRuntime could be main_tstate");
  process.at(F::runtime + 704) = process.at(F::runtime + F::main_tstate) = 0;
  expect_complaint(process, "0 words of _PyRuntime could be main_tstate");
}

TEST(RuntimeLayout, RefusesAnAutoInterpreterThatIsNamedTwiceOrNever) {
  FakeProcess process;
  process.at(F::runtime + 704) = F::main_interpreter;
  expect_complaint(process, "2 words of _PyRuntime could be gilstate.autoInterpreterState");
  process.at(F::runtime + 704) = process.at(F::runtime + F::auto_interpreter) = 0;
  expect_complaint(process, "0 words of _PyRuntime could be gilstate.autoInterpreterState");
}

TEST(RuntimeLayout, RefusesWhateverTheInternalHeadersPutElsewhere) {
  FakeProcess process;
  process.facts.named = process.named();
  move(process, F::main_tstate);
  expect_complaint(process,
                   "main_tstate was found at offset 440, by the build's internal headers it is at "
                   "offset 432");
}

TEST(RuntimeLayout, RefusesAnotherTableOfDebugOffsets) {
  FakeProcess process;
  process.facts.named = process.named();
  process.facts.named->debug_offsets[12] = 77;
  expect_complaint(process,
                   "word 12 of the debug offsets is 0, by the build's internal headers 77");
}

// In a child that another thread than the main one forked, main_tstate is the parent's.
TEST(RuntimeLayout, TakesAStaleMainThreadStateByNameOnly) {
  FakeProcess process;
  process.at(F::runtime + F::main_tstate) = 0x7777;
  expect_complaint(process, "the word is stale: install the guard before that fork");
  process.facts.named = process.named();
  EXPECT_EQ(process.complaint(), "");
  process.facts.main_thread = F::ident + 1;
  expect_complaint(process, "0 words of _PyRuntime could be main_tstate");
}

TEST(RuntimeLayout, ReadsThisProcessWithoutFaults) {
  const std::uint64_t word = 0x1234;
  std::uint64_t copy = 0;
  EXPECT_TRUE(read_this_process(reinterpret_cast<std::uintptr_t>(&word),
                                std::as_writable_bytes(std::span(&copy, 1))));
  EXPECT_EQ(copy, word);
  EXPECT_FALSE(read_this_process(8, std::as_writable_bytes(std::span(&copy, 1))));
}

}  // namespace
}  // namespace forklab
