#include "primitives/runtime_layout.hpp"

#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>

namespace forklab {
namespace {

using Word = std::uintptr_t;
constexpr std::size_t word_size = sizeof(Word);

// The words of _Py_DebugOffsets that are read, the same in 3.14 and 3.15.
enum : std::size_t {
  cookie_word = 0,
  version_word = 1,
  free_threaded_word = 2,
  runtime_size_word = 3,
  interpreters_head_word = 5,
  interpreter_size_word = 6,
  interpreter_next_word = 8,
  thread_size_word = 22,
  thread_interp_word = 25,
  words_read = 26,
};
constexpr std::array<char, 8> cookie = {'x', 'd', 'e', 'b', 'u', 'g', 'p', 'y'};
// Larger than any: what is above is nonsense that must not be allocated.
constexpr std::size_t too_large = std::size_t{64} << 20;
// A list that is longer goes round in a circle.
constexpr int most_interpreters = 1 << 16;

using Problem = std::optional<std::string>;

std::string hex(std::uint64_t value) {
  std::array<char, 20> text{};
  std::snprintf(text.data(), text.size(), "0x%llx", static_cast<unsigned long long>(value));
  return text.data();
}

std::string at(std::size_t offset) { return "offset " + std::to_string(offset); }

class Checker {
 public:
  Checker(const RuntimeFacts& facts, const ReadMemory& read) : facts_(facts), read_(read) {}

  std::expected<RuntimeLayout, std::string> check() {
    for (const auto step :
         {&Checker::read_debug_offsets, &Checker::check_sizes, &Checker::check_table,
          &Checker::read_image, &Checker::check_main, &Checker::check_list, &Checker::check_thread,
          &Checker::find_auto_interpreter, &Checker::find_main_tstate, &Checker::check_names}) {
      if (Problem problem = (this->*step)()) return std::unexpected(*std::move(problem));
    }
    return found_;
  }

 private:
  Problem read_debug_offsets() {
    table_.resize(words_read);
    if (!read_(facts_.runtime, std::as_writable_bytes(std::span(table_))))
      return "_PyRuntime cannot be read";
    if (std::memcmp(&table_[cookie_word], cookie.data(), cookie.size()) != 0)
      return "_PyRuntime does not start with the debug offsets' cookie 'xdebugpy'";
    if (table_[version_word] != facts_.version)
      return "the debug offsets are of version " + hex(table_[version_word]) +
             ", this Python is version " + hex(facts_.version);
    if (table_[free_threaded_word] != 0) return "this build is free-threaded";
    return {};
  }

  Problem check_sizes() {
    const std::size_t runtime_size = table_[runtime_size_word];
    const std::size_t interpreter_size = table_[interpreter_size_word];
    if (runtime_size > too_large || interpreter_size > runtime_size)
      return "the debug offsets give _PyRuntime " + std::to_string(runtime_size) +
             " bytes and an interpreter in it " + std::to_string(interpreter_size);
    found_.head = table_[interpreters_head_word];
    found_.main = found_.head + word_size;
    found_.next = table_[interpreter_next_word];
    found_.interpreter_of_thread = table_[thread_interp_word];
    embedded_ = facts_.main_interpreter - facts_.runtime;
    if (facts_.main_interpreter < facts_.runtime || embedded_ > runtime_size - interpreter_size)
      return "the main interpreter is not part of _PyRuntime";
    if (found_.head % word_size != 0 || found_.main + word_size > embedded_)
      return "interpreters.head at " + at(found_.head) +
             " is not a word before the main interpreter";
    if (found_.next % word_size != 0 || found_.next + word_size > interpreter_size)
      return "next at " + at(found_.next) + " is not a word of an interpreter";
    if (found_.interpreter_of_thread % word_size != 0 ||
        found_.interpreter_of_thread + word_size > table_[thread_size_word])
      return "interp at " + at(found_.interpreter_of_thread) + " is not a word of a thread state";
    return {};
  }

  // The whole table at run time is the one that the internal headers make.
  Problem check_table() {
    if (!facts_.named) return {};
    std::vector<std::uint64_t> live(facts_.named->debug_offsets.size());
    if (!read_(facts_.runtime, std::as_writable_bytes(std::span(live))))
      return "the debug offsets cannot be read";
    for (std::size_t i = free_threaded_word; i < live.size(); ++i)
      if (live[i] != facts_.named->debug_offsets[i])
        return "word " + std::to_string(i) + " of the debug offsets is " + std::to_string(live[i]) +
               ", by the build's internal headers " +
               std::to_string(facts_.named->debug_offsets[i]);
    return {};
  }

  Problem read_image() {
    image_.resize(embedded_ / word_size);
    if (!read_(facts_.runtime, std::as_writable_bytes(std::span(image_))))
      return "_PyRuntime cannot be read as far as the main interpreter";
    return {};
  }

  Problem check_main() {
    const Word word = image_[found_.main / word_size];
    if (word == facts_.main_interpreter) return {};
    return "the word after interpreters.head, at " + at(found_.main) + ", is " + hex(word) +
           ", not PyInterpreterState_Main() " + hex(facts_.main_interpreter);
  }

  Problem check_list() {
    Word interpreter = image_[found_.head / word_size];
    for (int i = 0; interpreter != facts_.main_interpreter; ++i) {
      Word next = 0;
      if (interpreter == 0 || i == most_interpreters ||
          !read_(interpreter + found_.next, std::as_writable_bytes(std::span(&next, 1))))
        return "the list of interpreters from " + at(found_.head) +
               " does not reach PyInterpreterState_Main()";
      interpreter = next;
    }
    return {};
  }

  Problem check_thread() {
    Word word = 0;
    if (!read_(facts_.current_thread_state + found_.interpreter_of_thread,
               std::as_writable_bytes(std::span(&word, 1))) ||
        word != facts_.main_interpreter)
      return at(found_.interpreter_of_thread) +
             " of the current thread state does not hold its interpreter";
    return {};
  }

  Problem find_auto_interpreter() {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < image_.size(); ++i)
      if (image_[i] == facts_.main_interpreter && i * word_size != found_.head &&
          i * word_size != found_.main)
        found.push_back(i * word_size);
    if (found.size() != 1)
      return std::to_string(found.size()) +
             " words of _PyRuntime could be gilstate.autoInterpreterState, not one";
    found_.auto_interpreter = found.front();
    return {};
  }

  Problem find_main_tstate() {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < image_.size(); ++i)
      if (std::ranges::count(facts_.main_thread_states, image_[i]) != 0)
        found.push_back(i * word_size);
    if (found.empty() && is_named_but_stale()) {
      found_.main_tstate = facts_.named->layout.main_tstate;
      return {};
    }
    if (found.size() != 1)
      return std::to_string(found.size()) +
             " words of _PyRuntime could be main_tstate, the main thread's state, not one" +
             (found.empty() ? " (in a child that another thread has forked, the word is stale: "
                              "install the guard before that fork)"
                            : "");
    found_.main_tstate = found.front();
    return {};
  }

  // In a child that another thread than the main one forked without a guard, main_tstate still
  // names the parent's main thread. The word before it is main_thread, which is up to date.
  [[nodiscard]] bool is_named_but_stale() const {
    if (!facts_.named) return false;
    const std::size_t main_thread = facts_.named->main_thread;
    return facts_.named->layout.main_tstate == main_thread + word_size &&
           main_thread / word_size < image_.size() &&
           image_[main_thread / word_size] == facts_.main_thread;
  }

  Problem check_names() {
    if (!facts_.named || facts_.named->layout == found_) return {};
    const RuntimeLayout& named = facts_.named->layout;
    std::string differ;
    const auto compare = [&differ](const char* name, std::size_t found, std::size_t by_name) {
      if (found == by_name) return;
      differ += std::string(differ.empty() ? "" : ", ") + name + " was found at " + at(found) +
                ", by the build's internal headers it is at " + at(by_name);
    };
    compare("interpreters.head", found_.head, named.head);
    compare("interpreters.main", found_.main, named.main);
    compare("main_tstate", found_.main_tstate, named.main_tstate);
    compare("gilstate.autoInterpreterState", found_.auto_interpreter, named.auto_interpreter);
    compare("PyInterpreterState.next", found_.next, named.next);
    compare("PyThreadState.interp", found_.interpreter_of_thread, named.interpreter_of_thread);
    return differ;
  }

  const RuntimeFacts& facts_;
  const ReadMemory& read_;
  RuntimeLayout found_{};
  std::size_t embedded_ = 0;  // where the main interpreter begins in _PyRuntime
  std::vector<Word> table_{};
  std::vector<Word> image_{};  // _PyRuntime up to there
};

}  // namespace

std::expected<RuntimeLayout, std::string> check_layout(const RuntimeFacts& facts,
                                                       const ReadMemory& read) {
  return Checker(facts, read).check();
}

bool read_this_process(std::uintptr_t address, std::span<std::byte> into) {
  const iovec local{into.data(), into.size()};
  // NOLINTNEXTLINE: the address is the other side of process_vm_readv(2), nothing is dereferenced.
  const iovec remote{reinterpret_cast<void*>(address), into.size()};
  const ssize_t count = ::process_vm_readv(::getpid(), &local, 1, &remote, 1, 0);
  return count >= 0 && static_cast<std::size_t>(count) == into.size();
}

}  // namespace forklab
