#include "app/matrix_option.hpp"

#include "base/error.hpp"
#include "matrix/matrix_folder.hpp"

namespace forklab {

void MatrixOption::add_to(CLI::App& command) {
  command.add_option("--matrix", given, "folder of scenarios.toml and expectations.toml")
      ->envname("FORKLAB_MATRIX")
      ->type_name("DIR");
}

std::filesystem::path MatrixOption::folder() const {
  if (!given.empty()) {
    if (std::filesystem::exists(std::filesystem::path(given) / "scenarios.toml")) return given;
    throw UsageError("--matrix " + given + ": there is no scenarios.toml in it");
  }
  const auto folder = found();
  if (folder.empty())
    throw UsageError("no matrix folder here: give --matrix DIR, or set FORKLAB_MATRIX");
  return folder;
}

Variants MatrixOption::variants() const {
  const auto folder = given.empty() ? found() : std::filesystem::path(given);
  if (folder.empty() || !std::filesystem::exists(folder / "variants.toml")) return {};
  return load_variants(folder);
}

std::filesystem::path MatrixOption::found() const {
  const auto built_from = std::filesystem::path(FORKLAB_SOURCE_FOLDER) / "matrix";
  for (const std::filesystem::path& candidate : {std::filesystem::path("matrix"), built_from})
    if (std::filesystem::exists(candidate / "scenarios.toml")) return candidate;
  return {};
}

}  // namespace forklab
