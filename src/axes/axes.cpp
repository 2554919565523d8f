#include "axes/axes.hpp"

#include "axes/rows.hpp"

namespace forklab {

static_assert(whole(rows::forkers) && whole(rows::scenes) && whole(rows::child_works) &&
              whole(rows::waits));

std::span<const Forker> forkers() { return rows::forkers; }
std::span<const Scene> scenes() { return rows::scenes; }
std::span<const ChildWork> child_works() { return rows::child_works; }
std::span<const Wait> waits() { return rows::waits; }

}  // namespace forklab
