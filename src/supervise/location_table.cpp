#include "supervise/location_table.hpp"

namespace forklab {
namespace {

// Six bits in a byte, the lowest first; bit 6 says that there are more.
class Varints {
 public:
  explicit Varints(const std::string& bytes, std::size_t position)
      : bytes_(bytes), position_(position) {}

  unsigned next() {
    unsigned value = 0;
    for (unsigned shift = 0; position_ < bytes_.size() && shift < 32; shift += 6) {
      const auto byte = static_cast<unsigned char>(bytes_[position_++]);
      value |= (byte & 0x3fU) << shift;
      if ((byte & 0x40U) == 0) break;
    }
    return value;
  }
  int next_signed() {
    const unsigned value = next();
    const int magnitude = static_cast<int>(value >> 1U);
    return (value & 1U) != 0 ? -magnitude : magnitude;
  }

 private:
  const std::string& bytes_;
  std::size_t position_;
};

}  // namespace

int line_in_location_table(const std::string& table, int first_line, std::uint64_t offset) {
  constexpr unsigned no_location = 15, long_form = 14, no_columns = 13, one_line = 10;
  int line = first_line;
  std::uint64_t end = 0;
  std::size_t position = 0;
  while (position < table.size()) {
    const auto head = static_cast<unsigned char>(table[position]);
    const unsigned form = head >> 3U & 15U;
    if (form == long_form || form == no_columns)
      line += Varints(table, position + 1).next_signed();
    else if (form >= one_line && form < no_columns)
      line += static_cast<int>(form - one_line);
    end += 2 * ((head & 7U) + 1);
    if (offset < end) return form == no_location ? 0 : line;
    // An entry begins with a byte whose highest bit is set.
    do ++position;
    while (position < table.size() && static_cast<unsigned char>(table[position]) < 0x80);
  }
  return 0;
}

}  // namespace forklab
