// A result in few lines: scenarios whose cells have the same signature on every build are one row,
// named together by patterns over the axes.
#pragma once

#include <string>
#include <vector>

#include "report/grid.hpp"

namespace forklab {

// Scenarios with one row of signatures. `patterns` cover exactly them:
// "FORKER,FORKER/SCENE,SCENE/CHILD", values joined by commas.
struct DigestRow {
  std::vector<std::string> signatures;  // one per build of the grid; empty where there is no cell
  std::vector<std::string> scenarios;
  std::vector<std::string> patterns;
};

// "FORKER,FORKER/SCENE,SCENE/CHILD" and the like: patterns that cover exactly these scenario ids,
// those with more of them first.
std::vector<std::string> patterns_of(const std::vector<std::string>& ids);

// Rows that kill first, then those that hang, lose, refuse, and live; larger ones first.
std::vector<DigestRow> digest_of(const Grid& grid);

}  // namespace forklab
