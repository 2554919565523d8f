// What the lab tells the probe of a scenario: words KEY=TEXT of its command line. The probe holds
// no values of axes; it runs the Python that it is given, and has functions for some values by
// name.
#pragma once

#include <string_view>

namespace forklab::word {

// A part of the scenario: PART=TEXT is its Python (a function, or what the probe's function gets),
// PART-by=NAME the probe's function for the value NAME. Neither: it does nothing.
inline constexpr std::string_view fork = "fork", scene = "scene", child = "child", wait = "wait";
inline constexpr std::string_view by = "-by";

inline constexpr std::string_view prepares = "prepares",
                                  lets_go = "lets-go";  // Python, as in row.hpp
inline constexpr std::string_view guard = "guard";      // Python, before the scene; may be left out
// Properties of row.hpp: there with any text, or not there.
inline constexpr std::string_view goes_back = "goes-back", holds_child = "holds-child",
                                  in_trio_thread = "in-trio-thread";
// A folder for sys.path; may be there several times. The first is the probe's.
inline constexpr std::string_view path = "path";

}  // namespace forklab::word
