#include "verdict/rerun.hpp"

namespace forklab {

std::string rerun_line(std::string_view build, std::string_view scenario) {
  return "./lab run . -- run --build " + std::string(build) + " --scenario " +
         std::string(scenario);
}

}  // namespace forklab
