#include "app/matrix_option.hpp"

#include "base/error.hpp"

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
  const auto built_from = std::filesystem::path(FORKLAB_SOURCE_FOLDER) / "matrix";
  for (const std::filesystem::path& candidate : {std::filesystem::path("matrix"), built_from})
    if (std::filesystem::exists(candidate / "scenarios.toml")) return candidate;
  throw UsageError("no matrix folder here: give --matrix DIR, or set FORKLAB_MATRIX");
}

}  // namespace forklab
