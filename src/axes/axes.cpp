#include "axes/axes.hpp"

#include "axes/rows.hpp"

namespace forklab {

static_assert(whole(rows::forkers) && whole(rows::scenes) && whole(rows::child_works) &&
              whole(rows::waits) && whole(rows::guards));
static_assert(disjoint(rows::waits, rows::guards), "the fourth part of an id is one or the other");
static_assert(rows::guards[0].said == Said::not_at_all, "what says no guard has none");

std::span<const Forker> forkers() { return rows::forkers; }
std::span<const Scene> scenes() { return rows::scenes; }
std::span<const ChildWork> child_works() { return rows::child_works; }
std::span<const Wait> waits() { return rows::waits; }
std::span<const Guard> guards() { return rows::guards; }

}  // namespace forklab
