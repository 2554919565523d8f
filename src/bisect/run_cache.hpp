// What runs have shown, kept for every later search: what has been asked of an interpreter is not
// asked of it again, whatever the range.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace forklab {

using SignatureCounts = std::map<std::string, unsigned>;  // how often each was seen

inline unsigned sum_of(const SignatureCounts& counts) {
  unsigned sum = 0;
  for (const auto& [signature, count] : counts) sum += count;
  return sum;
}

class RunCache {
 public:
  // Made when the first entry is.
  explicit RunCache(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // `key` says all that the outcome depends on. Empty when nothing is known, and for an entry that
  // cannot be read: it only costs runs.
  [[nodiscard]] SignatureCounts known(const std::string& key) const;
  // Adds to what is known. Of two searches that add at once one may lose its own.
  void add(const std::string& key, const SignatureCounts& seen) const;

 private:
  [[nodiscard]] std::filesystem::path file_of(const std::string& key) const;

  std::filesystem::path folder_;
};

}  // namespace forklab
