// Where CPython's _PyRuntime keeps the words that the fork guard writes, checked before any is
// written. Needs no Python: it looks at a memory image through a function.
//
// A layout is found twice and never guessed: once by the debug offsets at the start of _PyRuntime
// and what must be true of the live process, once by the names in the build's internal headers,
// where the module was compiled with them. Whatever does not fit is an error that says what.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace forklab {

// Offsets in bytes.
struct RuntimeLayout {
  // In _PyRuntime.
  std::size_t head = 0;              // interpreters.head: the newest interpreter
  std::size_t main = 0;              // interpreters.main
  std::size_t main_tstate = 0;       // the thread state that signals wake
  std::size_t auto_interpreter = 0;  // gilstate.autoInterpreterState: whose threads
                                     // PyGILState_Ensure() makes
  // In PyInterpreterState: the next older one.
  std::size_t next = 0;
  // In PyThreadState.
  std::size_t interpreter_of_thread = 0;

  friend bool operator==(const RuntimeLayout&, const RuntimeLayout&) = default;
};

// What the build's internal headers say.
struct NamedLayout {
  RuntimeLayout layout{};
  std::size_t main_thread = 0;                 // in _PyRuntime
  std::vector<std::uint64_t> debug_offsets{};  // the whole table; cookie and version are 0
};

// What is known of the process without a look at the image.
struct RuntimeFacts {
  std::uintptr_t runtime = 0;               // &_PyRuntime
  std::uint64_t version = 0;                // Py_Version
  std::uintptr_t main_interpreter = 0;      // PyInterpreterState_Main()
  std::uintptr_t current_thread_state = 0;  // of the caller, who is in the main interpreter
  std::vector<std::uintptr_t> main_thread_states{};  // the main interpreter's, of the main thread
  std::uint64_t main_thread = 0;                     // its ident
  std::optional<NamedLayout> named{};
};

// Fills `into` from `address`; false when not all of that can be read.
using ReadMemory = std::function<bool(std::uintptr_t address, std::span<std::byte> into)>;

// The layout, or in what the image differs from a layout that is known. Nothing is written.
std::expected<RuntimeLayout, std::string> check_layout(const RuntimeFacts& facts,
                                                       const ReadMemory& read);

// Reads this process; an address that is not mapped is false, not a fault.
bool read_this_process(std::uintptr_t address, std::span<std::byte> into);

}  // namespace forklab
