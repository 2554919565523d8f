// All forms that a result can be told in: one row each. `forklab report` writes those that have a
// file, `--format` of `run` and `table` offers those that have a name.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "outcome/observation.hpp"
#include "verdict/verdict.hpp"

namespace forklab {

// Records, and what they were held against. `verdicts` may be fewer than `observations`, or none.
struct Result {
  const std::vector<Observation>& observations;
  const std::vector<Verdict>& verdicts;
  std::string lock{};  // what was run, as JSON; may be empty
};

struct Format {
  std::string_view name;  // of --format; "" for one that makes no sense on a terminal
  std::string_view file;  // in a result folder; "" for one that is printed only
  std::string (*text)(const Result& result);
};

extern const std::array<Format, 6> formats;

// The format of that name. Its existence is the caller's promise.
const Format& format_named(std::string_view name);

}  // namespace forklab
