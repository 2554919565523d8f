#include "matrix/matrix_folder.hpp"

#include "base/file.hpp"

namespace forklab {

Scenarios load_scenarios(const std::filesystem::path& folder) {
  const auto file = folder / "scenarios.toml";
  return Scenarios::from_toml(read_file(file), file.string());
}

}  // namespace forklab
