// --matrix, which most commands have.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>

namespace forklab {

struct MatrixOption {
  std::string given{};

  void add_to(CLI::App& command);
  // What was given or FORKLAB_MATRIX has; else ./matrix; else the source tree forklab was built
  // from. Throws UsageError when there is none.
  [[nodiscard]] std::filesystem::path folder() const;
};

}  // namespace forklab
