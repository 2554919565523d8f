// A bisect's state on disk: one JSON line for the question, then one for each thing that became
// known. Appended and synced at once, so that a search that was killed goes on where it was.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "base/unique_fd.hpp"
#include "bisect/bisect.hpp"

namespace forklab {

inline constexpr std::string_view bisect_schema = "forklab.bisect/1";

// What two sessions have to agree on to be one search.
struct SearchIdentity {
  std::string good, bad;  // commit ids
  std::string asked;      // "scenario ID", or "script NAME HASH"
  std::string variant;

  friend bool operator==(const SearchIdentity&, const SearchIdentity&) = default;
};

class Journal {
 public:
  // Makes the file, or continues it with `resume`. Throws UsageError: another process uses it; it
  // is there and `resume` was not asked for; it is about another question. A cut-off last line is
  // dropped.
  Journal(std::filesystem::path file, const SearchIdentity& search, bool resume);

  // By commit id.
  [[nodiscard]] const std::map<std::string, Tested>& known() const { return known_; }
  void note(const std::string& commit, const Tested& tested);

 private:
  void read(const SearchIdentity& search);
  void append(const std::string& line);

  std::filesystem::path file_;
  UniqueFd fd_;
  std::map<std::string, Tested> known_;
};

}  // namespace forklab
