#include "probe/plan.hpp"

#include <utility>

#include "axes/words.hpp"

namespace forklab::probe {

Plan& plan() {
  static Plan instance;
  return instance;
}

bool take_word(std::string_view word) {
  const std::size_t sign = word.find('=');
  if (sign == word.npos) return false;
  const std::string_view key = word.substr(0, sign);
  std::string text(word.substr(sign + 1));
  Plan& it = plan();
  for (const auto& [name, part] : {std::pair(word::fork, &it.fork),
                                   {word::scene, &it.scene},
                                   {word::child, &it.child},
                                   {word::wait, &it.wait}}) {
    if (key == name) return part->text = std::move(text), true;
    if (key.starts_with(name) && key.substr(name.size()) == word::by)
      return part->by = std::move(text), true;
  }
  for (const auto& [name, flag] : {std::pair(word::goes_back, &it.goes_back),
                                   {word::holds_child, &it.holds_child},
                                   {word::in_trio_thread, &it.in_trio_thread}})
    if (key == name) return *flag = true;
  if (key == word::prepares) return it.prepares = std::move(text), true;
  if (key == word::guard) return it.guard = std::move(text), true;
  if (key == word::lets_go) return it.lets_go = std::move(text), true;
  if (key == word::path) return it.module_path.push_back(std::move(text)), true;
  return false;
}

std::vector<std::string> words_of_child() {
  const auto word = [](std::string_view key, std::string_view text) {
    return std::string(key) + "=" + std::string(text);
  };
  const Part& child = plan().child;
  std::vector<std::string> words = {word(word::child, child.text)};
  if (!child.by.empty())
    words.push_back(word(std::string(word::child) + std::string(word::by), child.by));
  if (plan().goes_back) words.push_back(word(word::goes_back, "1"));
  for (const std::string& folder : plan().module_path) words.push_back(word(word::path, folder));
  return words;
}

}  // namespace forklab::probe
