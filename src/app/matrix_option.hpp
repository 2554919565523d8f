// --matrix, which most commands have.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>

#include "matrix/variants.hpp"

namespace forklab {

struct MatrixOption {
  std::string given{};

  void add_to(CLI::App& command);
  // What was given or FORKLAB_MATRIX has; else ./matrix; else the source tree forklab was built
  // from. Throws UsageError when there is none.
  [[nodiscard]] std::filesystem::path folder() const;
  // Of its variants.toml; none where there is no folder or no such file in it (a sandboxed run is
  // given scenarios alone). Throws LabError naming file and line.
  [[nodiscard]] Variants variants() const;

 private:
  [[nodiscard]] std::filesystem::path found() const;  // empty when there is none
};

}  // namespace forklab
