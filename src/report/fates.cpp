#include "report/fates.hpp"

namespace forklab {
namespace {

FateLook look(Fate fate, int severity, std::string_view shape, std::string_view colour,
              std::string_view question = "") {
  return {name_of(fate), severity, shape, colour, question};
}

}  // namespace

FateLook look_of(Fate fate) {
  switch (fate) {
    case Fate::lives: return look(fate, 0, "●", "lives");
    case Fate::loses: return look(fate, 3, "◐", "loses", "Loses what the child asked for");
    case Fate::refused: return look(fate, 2, "○", "refused", "Refused");
    case Fate::dies: return look(fate, 5, "✕", "dies", "Kills the child or its parent");
    case Fate::hangs: return look(fate, 4, "∞", "hangs", "Hangs");
    case Fate::not_applicable: return look(fate, 0, "·", "other");
    case Fate::not_run: return look(fate, 0, "–", "other");
    case Fate::lab_error: return look(fate, 7, "E", "other");
  }
  return {};
}

FateLook flaky_look() { return {"flaky", 6, "≈", "flaky", ""}; }

std::vector<FateLook> all_looks() {
  std::vector<FateLook> looks;
  for (int i = 0; !name_of(static_cast<Fate>(i)).empty(); ++i)
    looks.push_back(look_of(static_cast<Fate>(i)));
  looks.push_back(flaky_look());
  return looks;
}

}  // namespace forklab
