// The location table of a code object, co_linetable (CPython's Objects/locations.md, since 3.14
// InternalDocs/code_objects.md).
#pragma once

#include <cstdint>
#include <string>

namespace forklab {

// The line of the instruction at byte `offset` of a code object that begins at `first_line`; 0 when
// its table has none.
int line_in_location_table(const std::string& table, int first_line, std::uint64_t offset);

}  // namespace forklab
