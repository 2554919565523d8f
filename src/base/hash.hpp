// FNV-1a: a name for a cache entry, not a protection.
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace forklab {

inline std::uint64_t hash_of(std::string_view text, std::uint64_t seed = 14695981039346656037ULL) {
  for (const unsigned char c : text) seed = (seed ^ c) * 1099511628211ULL;
  return seed;
}

// Sixteen hexadecimal digits.
inline std::string hash_text(std::uint64_t hash) {
  std::array<char, 17> digits{};
  std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(hash));
  return digits.data();
}

}  // namespace forklab
