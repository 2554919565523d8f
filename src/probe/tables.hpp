// Ties the functions of an axis to its names in event/axes.hpp: same values, same order, or the
// probe does not compile.
#pragma once

#include <array>

#include "event/axes.hpp"

namespace forklab::probe {

template <class Row, std::size_t N>
consteval bool same_names(const std::array<Row, N>& table, const std::array<AxisValue, N>& axis) {
  for (std::size_t i = 0; i < N; ++i)
    if (table[i].name != axis[i].name) return false;
  return true;
}

}  // namespace forklab::probe
