#include "supervise/debug_offsets.hpp"

#include <algorithm>
#include <cstring>

namespace forklab {
namespace {

// How many words a section of the table has in a minor version of Python 3: one per member of the
// struct of that name. The order of sections and members is the same in all of them; 0 is a section
// that is not there yet.
struct Layout {
  unsigned minor;
  unsigned interpreter_state, thread_state, err_stackitem, interpreter_frame, code_object;
  unsigned pyobject, type_object, heap_type_object, tuple_object, list_object, set_object;
  unsigned dict_object, float_object, long_object, bytes_object;
  // Where a member is in its section, if that is not the same in all versions.
  unsigned ceval_gil;  // in interpreter_state
  unsigned thread_id;  // in thread_state
};

constexpr std::array layouts = {
    Layout{.minor = 13,
           .interpreter_state = 13,
           .thread_state = 9,
           .err_stackitem = 0,
           .interpreter_frame = 6,
           .code_object = 10,
           .pyobject = 2,
           .type_object = 4,
           .heap_type_object = 0,
           .tuple_object = 3,
           .list_object = 3,
           .set_object = 0,
           .dict_object = 3,
           .float_object = 2,
           .long_object = 3,
           .bytes_object = 3,
           .ceval_gil = 8,
           .thread_id = 5},
    Layout{.minor = 14,
           .interpreter_state = 16,
           .thread_state = 9,
           .err_stackitem = 0,
           .interpreter_frame = 8,
           .code_object = 11,
           .pyobject = 2,
           .type_object = 4,
           .heap_type_object = 0,
           .tuple_object = 3,
           .list_object = 3,
           .set_object = 4,
           .dict_object = 3,
           .float_object = 2,
           .long_object = 3,
           .bytes_object = 3,
           .ceval_gil = 9,
           .thread_id = 5},
    Layout{.minor = 15,
           .interpreter_state = 16,
           .thread_state = 16,
           .err_stackitem = 1,
           .interpreter_frame = 8,
           .code_object = 11,
           .pyobject = 2,
           .type_object = 6,
           .heap_type_object = 2,
           .tuple_object = 3,
           .list_object = 3,
           .set_object = 4,
           .dict_object = 3,
           .float_object = 2,
           .long_object = 3,
           .bytes_object = 3,
           .ceval_gil = 9,
           .thread_id = 8},
};

// The word that each section begins with.
struct Begins {
  // cookie, version, free_threaded; then the three words of runtime_state.
  static constexpr unsigned runtime_state = 3, interpreter_state = 6;
  unsigned thread_state, interpreter_frame, code_object, pyobject, type_object, bytes_object,
      unicode_object;

  explicit constexpr Begins(const Layout& words)
      : thread_state(interpreter_state + words.interpreter_state),
        interpreter_frame(thread_state + words.thread_state + words.err_stackitem),
        code_object(interpreter_frame + words.interpreter_frame),
        pyobject(code_object + words.code_object),
        type_object(pyobject + words.pyobject),
        bytes_object(type_object + words.type_object + words.heap_type_object + words.tuple_object +
                     words.list_object + words.set_object + words.dict_object + words.float_object +
                     words.long_object),
        unicode_object(bytes_object + words.bytes_object) {}
};

Offsets offsets_by(const Layout& layout, const DebugTable& word) {
  const Begins begin(layout);
  const unsigned interpreter = Begins::interpreter_state;
  const unsigned ceval_gil = interpreter + layout.ceval_gil;
  const unsigned thread_id = begin.thread_state + layout.thread_id;
  Offsets offsets{};
  offsets.free_threaded = word[2] != 0;
  offsets.locks_are_mutexes = layout.minor >= 14;
  offsets.interpreters_head = word[Begins::runtime_state + 2];
  offsets.interpreter_id = word[interpreter + 1];
  offsets.interpreter_next = word[interpreter + 2];
  offsets.threads_head = word[interpreter + 3];
  offsets.ceval_gil = word[ceval_gil];
  offsets.gil = word[ceval_gil + 1];
  offsets.gil_locked = word[ceval_gil + 3] - offsets.gil;
  offsets.gil_holder = word[ceval_gil + 4] - offsets.gil;
  offsets.thread_next = word[begin.thread_state + 2];
  offsets.current_frame = word[begin.thread_state + 4];
  offsets.thread_id = word[thread_id];
  offsets.native_thread_id = word[thread_id + 1];
  offsets.frame_previous = word[begin.interpreter_frame + 1];
  offsets.frame_executable = word[begin.interpreter_frame + 2];
  offsets.frame_instruction = word[begin.interpreter_frame + 3];
  offsets.frame_owner = word[begin.interpreter_frame + 5];
  offsets.code_filename = word[begin.code_object + 1];
  offsets.code_qualname = word[begin.code_object + 3];
  offsets.code_linetable = word[begin.code_object + 4];
  offsets.code_firstlineno = word[begin.code_object + 5];
  offsets.code_instructions = word[begin.code_object + 9];
  offsets.object_size = word[begin.pyobject];
  offsets.object_type = word[begin.pyobject + 1];
  offsets.type_name = word[begin.type_object + 1];
  offsets.bytes_size = word[begin.bytes_object + 1];
  offsets.bytes_data = word[begin.bytes_object + 2];
  offsets.unicode_length = word[begin.unicode_object + 2];
  offsets.unicode_ascii_size = word[begin.unicode_object + 3];
  return offsets;
}

}  // namespace

std::expected<Offsets, std::string> offsets_in(const DebugTable& table) {
  if (std::memcmp(table.data(), "xdebugpy", 8) != 0) return std::unexpected("");
  // As PY_VERSION_HEX has them.
  const std::uint64_t major = table[1] >> 24U & 0xffU, minor = table[1] >> 16U & 0xffU;
  const auto layout = std::find_if(layouts.begin(), layouts.end(),
                                   [&](const Layout& known) { return known.minor == minor; });
  if (layout == layouts.end() || major != 3)
    return std::unexpected("no layout known for CPython " + std::to_string(major) + "." +
                           std::to_string(minor));
  return offsets_by(*layout, table);
}

}  // namespace forklab
