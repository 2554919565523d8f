#include "primitives/build_internals.hpp"

namespace forklab {

#ifdef FORKLAB_BUILD_INTERNALS

extern const BuildInternals plain_build, tier2_build, jit_build;

std::span<const BuildInternals* const> build_internals() {
  static constexpr const BuildInternals* all[] = {&plain_build, &tier2_build, &jit_build};
  return all;
}

#else

std::span<const BuildInternals* const> build_internals() { return {}; }

#endif

}  // namespace forklab
