#include "bisect/all_changes.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace forklab {
namespace {

// How often each was seen does not count.
bool differ(const Tested& one, const Tested& other) {
  const auto same = [](const auto& a, const auto& b) { return a.first == b.first; };
  return !std::equal(one.signatures.begin(), one.signatures.end(), other.signatures.begin(),
                     other.signatures.end(), same);
}

class SearchForAll {
 public:
  SearchForAll(const SearchRange& search, const IsAncestor& is_ancestor)
      : search_(search), is_ancestor_(is_ancestor) {}

  std::vector<Searched> after(Searched first) {
    commits_ = first.commits;
    for (std::size_t i = 0; i < commits_.size(); ++i) position_[commits_[i].id] = i;
    asked_.insert({0, commits_.back().same_as});
    add(std::move(first));
    while (const auto range = next_range()) {
      asked_.insert(*range);
      Searched searched = search_(commits_[range->first], commits_[range->second]);
      const BisectEnd end = searched.result.end;
      add(std::move(searched));
      if (end == BisectEnd::interrupted) break;
    }
    std::vector<Searched> answers;
    for (auto& [position, searched] : found_) answers.push_back(std::move(searched));
    return answers;
  }

 private:
  void add(Searched searched) {
    // Behind a branch that began before the whole range did there are commits that are not in it.
    for (std::size_t i = 0; i < searched.commits.size(); ++i)
      if (const Tested& tested = searched.result.tested[i]; tested.runs() > 0)
        if (const auto place = position_.find(searched.commits[i].id); place != position_.end())
          seen_[place->second] = tested;
    if (searched.result.end != BisectEnd::found) return;
    const auto place = position_.find(searched.commits[searched.result.commit].id);
    if (place == position_.end()) return;
    // It and its parent have been tested, and nothing is between them.
    if (const auto& parents = commits_[place->second].parents; parents.size() == 1)
      asked_.insert({commits_[parents.front()].same_as, place->second});
    found_.emplace(place->second, std::move(searched));
  }

  [[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> next_range() const {
    for (auto one = seen_.begin(); one != seen_.end(); ++one)
      if (const auto next = std::next(one);
          next != seen_.end() && differ(one->second, next->second) &&
          !asked_.contains({one->first, next->first}) &&
          is_ancestor_(commits_[one->first], commits_[next->first]))
        return std::pair{one->first, next->first};
    return std::nullopt;
  }

  const SearchRange& search_;
  const IsAncestor& is_ancestor_;
  std::vector<Commit> commits_;  // of the whole range
  std::map<std::string, std::size_t> position_;
  std::map<std::size_t, Tested> seen_;
  std::set<std::pair<std::size_t, std::size_t>> asked_;
  std::map<std::size_t, Searched> found_;
};

}  // namespace

std::vector<Searched> all_changes(Searched first, const SearchRange& search,
                                  const IsAncestor& is_ancestor) {
  return SearchForAll(search, is_ancestor).after(std::move(first));
}

}  // namespace forklab
