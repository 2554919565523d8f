// A probe for an interpreter that has none: built by CMake from the installed probe sources, once
// per interpreter, and kept in the user's cache.
#pragma once

#include <filesystem>

#include "run/interpreter.hpp"

namespace forklab {

// The folder holding forklab<suffix>. Built if it is not cached; a build that fails or is
// interrupted leaves nothing in the cache. Throws LabError: no headers (naming the missing file and
// what to install), no cmake or compiler, compiler errors (their text).
std::filesystem::path probe_for(const Interpreter& interpreter);

// Throws LabError unless `folder` holds a probe with this interpreter's suffix; names what it
// holds instead.
void check_probe(const std::filesystem::path& folder, const Interpreter& interpreter);

}  // namespace forklab
