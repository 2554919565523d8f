// What this process is to do, as the lab has said it (axes/words.hpp). One per process.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace forklab::probe {

// One axis' part of the scenario.
struct Part {
  std::string by;    // the value that a function of the probe stands for; may be empty
  std::string text;  // else its Python; both empty: nothing is done
  [[nodiscard]] bool is_nothing() const { return by.empty() && text.empty(); }
};

struct Plan {
  Part fork, scene, child, wait;
  std::string prepares, lets_go, guard;
  bool goes_back = false;                // the child: row.hpp
  bool holds_child = false;              // the wait
  bool in_trio_thread = false;           // the wait
  std::vector<std::string> module_path;  // sys.path entries: the probe's folder, trio's folders
  int release_fd = -1;  // the child reads one byte or the end from it before its work; -1: not
  int release_write_fd = -1;  // where release_child() writes it
};
Plan& plan();

// Takes one word into the plan. False when this probe does not know it.
bool take_word(std::string_view word);

// The words that make another process do this scenario's child.
std::vector<std::string> words_of_child();

}  // namespace forklab::probe
