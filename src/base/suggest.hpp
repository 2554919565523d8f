// What somebody may have meant who wrote a name that there is not.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace forklab {

// How many letters have to be put in, left out, changed, or swapped with their neighbour to make
// one word of the other; no letter is touched twice (the optimal string alignment distance).
std::size_t edit_distance(std::string_view a, std::string_view b);

// "; did you mean "NAME"?" with the candidate at the smallest edit distance, if that is near enough
// to be a slip of the pen; of several the first, as candidates are in the order of importance.
// Otherwise all of them, when they are few.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace forklab
