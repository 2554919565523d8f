#include "matrix/matrix_folder.hpp"

#include "base/file.hpp"

namespace forklab {

Variants load_variants(const std::filesystem::path& folder) {
  const auto file = folder / "variants.toml";
  return Variants::from_toml(read_file(file), file.string());
}

BuildPins load_build_pins(const std::filesystem::path& folder, const Variants& variants) {
  const auto file = folder / "builds.toml";
  return BuildPins::from_toml(read_file(file), file.string(), variants);
}

SourcePins load_source_pins(const std::filesystem::path& folder, const Variants& variants) {
  const auto file = folder / "sources.toml";
  return SourcePins::from_toml(read_file(file), file.string(), variants);
}

Scenarios load_scenarios(const std::filesystem::path& folder) {
  const auto file = folder / "scenarios.toml";
  return Scenarios::from_toml(read_file(file), file.string());
}

}  // namespace forklab
