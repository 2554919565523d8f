#include "supervise/python_state.hpp"

#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

#include "supervise/debug_offsets.hpp"
#include "supervise/location_table.hpp"

namespace forklab {
namespace {

// The memory of another process. What cannot be read is 0 or empty.
class Memory {
 public:
  explicit Memory(pid_t pid) : pid_(pid) {}

  bool read(std::uint64_t address, void* to, std::size_t size) const {
    const iovec local{to, size};
    // NOLINTNEXTLINE(performance-no-int-to-ptr): an address of the other process
    const iovec remote{reinterpret_cast<void*>(address), size};
    return ::process_vm_readv(pid_, &local, 1, &remote, 1, 0) == static_cast<ssize_t>(size);
  }
  template <class T>
  T at(std::uint64_t address) const {
    T value{};
    return read(address, &value, sizeof value) ? value : T{};
  }
  std::uint64_t word(std::uint64_t address) const { return at<std::uint64_t>(address); }
  // Up to a byte of 0, or empty.
  std::string string(std::uint64_t address) const {
    std::array<char, 32> text{};
    if (!read(address, text.data(), text.size() - 1)) return "";
    return text.data();
  }
  std::string bytes(std::uint64_t address, std::uint64_t size, std::uint64_t most) const {
    std::string result(size <= most ? size : 0, '\0');
    if (!read(address, result.data(), result.size())) result.clear();
    return result;
  }

 private:
  pid_t pid_;
};

class Reader {
 public:
  Reader(pid_t pid, const Offsets& offsets) : memory_(pid), at_(offsets) {}

  PythonState state(std::uint64_t runtime) {
    PythonState state;
    std::uint64_t interpreter = memory_.word(runtime + at_.interpreters_head);
    for (int i = 0; interpreter != 0 && i < most_interpreters; ++i) {
      add_interpreter(interpreter, state);
      interpreter = memory_.word(interpreter + at_.interpreter_next);
    }
    std::stable_sort(state.threads.begin(), state.threads.end(), [](const auto& a, const auto& b) {
      return std::pair(a.interpreter, a.tid) < std::pair(b.interpreter, b.tid);
    });
    for (PythonGil& gil : state.gils) gil.holder = holder_of(gil);
    return state;
  }

 private:
  static constexpr int most_interpreters = 100, most_threads = 1000, most_frames = 64;
  static constexpr std::uint64_t longest_name = 500, longest_location_table = 1 << 20;

  void add_interpreter(std::uint64_t interpreter, PythonState& state) {
    const auto id = memory_.at<std::int64_t>(interpreter + at_.interpreter_id);
    std::uint64_t thread = memory_.word(interpreter + at_.threads_head);
    for (int i = 0; thread != 0 && i < most_threads; ++i) {
      PythonThread read{memory_.at<pid_t>(thread + at_.native_thread_id),
                        id,
                        {},
                        memory_.word(thread + at_.thread_id)};
      read.frames = frames_of(thread);
      tids_[thread] = read.tid;
      state.threads.push_back(std::move(read));
      thread = memory_.word(thread + at_.thread_next);
    }
    const std::uint64_t gil = memory_.word(interpreter + at_.ceval_gil);
    // A shared GIL counts where its memory is.
    if (gil == interpreter + at_.gil)
      state.gils.push_back({id, gil, memory_.at<int>(gil + at_.gil_locked) == 1, 0});
  }

  pid_t holder_of(const PythonGil& gil) const {
    const auto found = tids_.find(memory_.word(gil.address + at_.gil_holder));
    return found != tids_.end() ? found->second : 0;
  }

  std::vector<std::string> frames_of(std::uint64_t thread) const {
    constexpr std::uint8_t owned_by_interpreter = 3;  // and above: an entry of the C stack
    std::vector<std::string> frames;
    std::uint64_t frame = memory_.word(thread + at_.current_frame);
    for (int i = 0; frame != 0 && i < most_frames; ++i) {
      if (memory_.at<std::uint8_t>(frame + at_.frame_owner) < owned_by_interpreter)
        frames.push_back(frame_text(frame));
      frame = memory_.word(frame + at_.frame_previous);
    }
    return frames;
  }

  std::string frame_text(std::uint64_t frame) const {
    constexpr std::uint64_t tag = 7;  // stack references keep flags in the lowest bits
    const std::uint64_t code = memory_.word(frame + at_.frame_executable) & ~tag;
    const std::string file = text(memory_.word(code + at_.code_filename));
    std::string where = std::filesystem::path(file).filename().string();
    if (const int line = line_of(frame, code)) where += ":" + std::to_string(line);
    return text(memory_.word(code + at_.code_qualname)) + " (" + where + ")";
  }

  int line_of(std::uint64_t frame, std::uint64_t code) const {
    if (at_.free_threaded) return 0;  // each thread runs a copy of the instructions
    const std::uint64_t table = memory_.word(code + at_.code_linetable);
    const std::string locations = memory_.bytes(
        table + at_.bytes_data, memory_.word(table + at_.bytes_size), longest_location_table);
    const std::uint64_t begin = code + at_.code_instructions;
    return line_in_location_table(locations, memory_.at<int>(code + at_.code_firstlineno),
                                  memory_.word(frame + at_.frame_instruction) - begin);
  }

  // Names that are not plain ASCII are "?".
  std::string text(std::uint64_t unicode) const {
    const std::string ascii = memory_.bytes(
        unicode + at_.unicode_ascii_size, memory_.word(unicode + at_.unicode_length), longest_name);
    const bool plain = std::all_of(ascii.begin(), ascii.end(), [](char c) {
      return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f;
    });
    return plain && !ascii.empty() ? ascii : "?";
  }

  Memory memory_;
  const Offsets& at_;
  std::map<std::uint64_t, pid_t> tids_;  // by address of the thread state
};

std::expected<Offsets, std::string> offsets_of(pid_t pid, std::uint64_t runtime) {
  DebugTable table{};
  if (!Memory(pid).read(runtime, table.data(), sizeof table)) return std::unexpected("");
  return offsets_in(table);
}

}  // namespace

const PythonGil* gil_at(const PythonState& state, std::uint64_t address) {
  // Four numbers, two condition variables and two mutexes of glibc, and `enabled` (pycore_gil.h).
  constexpr std::uint64_t size = 40 + 2 * 48 + 2 * 40;
  const auto found = std::find_if(state.gils.begin(), state.gils.end(), [&](const PythonGil& gil) {
    return address >= gil.address && address < gil.address + size;
  });
  return found != state.gils.end() ? &*found : nullptr;
}

std::expected<PythonState, std::string> python_state_of(pid_t pid, std::uint64_t runtime) {
  const auto offsets = offsets_of(pid, runtime);
  if (!offsets) return std::unexpected(offsets.error());
  return Reader(pid, *offsets).state(runtime);
}

std::optional<PythonLock> lock_at(pid_t pid, std::uint64_t runtime, std::uint64_t address) {
  const auto offsets = offsets_of(pid, runtime);
  if (!offsets || !offsets->locks_are_mutexes) return std::nullopt;
  const Memory memory(pid);
  // A parked thread sleeps in a semaphore on its stack; the word before it is the address of the
  // mutex (struct wait_entry, Python/parking_lot.c), which follows the head of the lock object.
  const std::uint64_t mutex = memory.word(address - sizeof(std::uint64_t));
  const std::uint64_t type = memory.word(mutex - offsets->object_size + offsets->object_type);
  PythonLock lock{memory.string(memory.word(type + offsets->type_name))};
  if (lock.type == "_thread.RLock")  // after the mutex: _PyRecursiveMutex, pycore_lock.h
    lock.holder = memory.word(mutex + sizeof(std::uint64_t));
  else if (lock.type != "_thread.lock")
    return std::nullopt;
  return lock;
}

}  // namespace forklab
