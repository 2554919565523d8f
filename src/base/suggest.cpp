#include "base/suggest.hpp"

#include <algorithm>
#include <numeric>

namespace forklab {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before, last, row(b.size() + 1);  // of two, one and no letters less of a
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before = std::move(last);
    last = row;
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] =
          std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row.back();
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  std::string all;
  const std::string* nearest = nullptr;
  std::size_t smallest = 2 + word.size() / 5;  // farther is another word
  for (const std::string& candidate : candidates) {
    all += (all.empty() ? "" : ", ") + candidate;
    const std::size_t distance = edit_distance(word, candidate);
    if (distance >= smallest) continue;
    smallest = distance;
    nearest = &candidate;
  }
  if (nearest != nullptr) return "; did you mean \"" + *nearest + "\"?";
  return candidates.size() > 30 ? "" : "; there are: " + all;
}

}  // namespace forklab
