// The table that CPython 3.13 and later keep for debuggers at the beginning of _PyRuntime: where
// the members of its structures are. `struct _Py_DebugOffsets`, in 3.13 in
// Include/internal/pycore_runtime.h, since then in Include/internal/pycore_debug_offsets.h.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <string>

namespace forklab {

// Its first words; what is read of it is among them.
using DebugTable = std::array<std::uint64_t, 96>;

// Offsets into CPython's structures, named as in the table. Those of the GIL count from its begin.
struct Offsets {
  std::uint64_t interpreters_head;
  std::uint64_t interpreter_id, interpreter_next, threads_head, ceval_gil, gil, gil_locked,
      gil_holder;
  std::uint64_t thread_next, current_frame, thread_id, native_thread_id;
  std::uint64_t frame_previous, frame_executable, frame_instruction, frame_owner;
  std::uint64_t code_filename, code_qualname, code_linetable, code_firstlineno, code_instructions;
  std::uint64_t object_size, object_type, type_name;
  std::uint64_t bytes_size, bytes_data;
  std::uint64_t unicode_length, unicode_ascii_size;
  bool free_threaded;
  bool locks_are_mutexes;
};

// What the table says. Else why it says nothing: "no layout known for CPython 3.16", or "" where it
// is no such table (no CPython, or one before 3.13).
std::expected<Offsets, std::string> offsets_in(const DebugTable& table);

}  // namespace forklab
