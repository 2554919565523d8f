#include "run/words.hpp"

#include "axes/axes.hpp"
#include "axes/words.hpp"
#include "base/error.hpp"

namespace forklab {
namespace {

// A forker whose child is no child of the process learns its end itself, if it is let.
constexpr std::string_view cannot_wait = R"py(def wait(pid):
    raise ValueError('this way of forking waits for its child itself')
)py";

class Words {
 public:
  void add(std::string_view key, std::string_view text) {
    if (!text.empty()) words_.push_back(std::string(key) + "=" + std::string(text));
  }
  void add(std::string_view key, bool is_so) {
    if (is_so) add(key, std::string_view("1"));
  }
  void add(std::string_view part, const AxisValue& value) {
    const bool by_probe = value.said == Said::by_probe;
    add(part, by_probe ? value.argument : value.text);
    if (by_probe) add(std::string(part) + std::string(word::by), value.name);
  }
  [[nodiscard]] std::vector<std::string> take() { return std::move(words_); }

 private:
  std::vector<std::string> words_;
};

}  // namespace

std::vector<std::string> words_of(const Scenario& scenario) {
  const Forker* const forker = forker_named(scenario.forker);
  const Scene* const scene = scene_named(scenario.scene);
  const ChildWork* const child = child_work_named(scenario.child);
  const Wait* const wait = wait_named(scenario.wait);
  const Guard* const guard = guard_named(scenario.guard);
  FORKLAB_CHECK(forker != nullptr && scene != nullptr && child != nullptr && wait != nullptr &&
                guard != nullptr);
  Words words;
  words.add(word::fork, *forker);
  words.add(word::scene, *scene);
  words.add(word::child, *child);
  if (forker->joins.empty())
    words.add(word::wait, *wait);
  else
    words.add(word::wait, wait == &waits().front() ? forker->joins : cannot_wait);
  words.add(word::lets_go, forker->lets_go);
  words.add(word::prepares, wait->preparation);
  words.add(word::guard, guard->text);
  words.add(word::goes_back, child->goes_back);
  words.add(word::holds_child, wait->holds_child);
  words.add(word::in_trio_thread, wait->in_trio_thread);
  return words.take();
}

}  // namespace forklab
