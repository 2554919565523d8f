// More than one change: the search goes on after its first answer.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bisect/bisect.hpp"

namespace forklab {

// A range and the answer to it.
struct Searched {
  std::vector<Commit> commits;
  BisectResult result;
  std::string message{};  // of the commit that was found; else empty
};

// Searches the commits that `bad` has and `good` has not.
using SearchRange = std::function<Searched(const Commit& good, const Commit& bad)>;
using IsAncestor = std::function<bool(const Commit& older, const Commit& newer)>;

// `first`: the answer to the whole range. Between any two tested revisions, next to each other in
// the history's order, of which one is the other's ancestor and that do not do the same, there is a
// change, too: each such range is searched, once, until a search is interrupted.
// Those found, in the history's order.
std::vector<Searched> all_changes(Searched first, const SearchRange& search,
                                  const IsAncestor& is_ancestor);

}  // namespace forklab
