// A Python executable, asked what it is. Nothing is believed of its name.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "outcome/observation.hpp"

namespace forklab {

struct Interpreter {
  Identity identity;
  std::filesystem::path executable;            // sys.executable, resolved
  bool has_concurrent_interpreters = false;    // 3.14+
  bool has_trio = false;                       // importable as it is, with -I
  std::string extension_suffix;                // ".cpython-314-x86_64-linux-gnu.so"
  std::vector<std::filesystem::path> include;  // folders of its headers, may not exist
};

// Runs `python -I` with a short script under supervision. `module_path` is put on its sys.path,
// `environment` ("NAME=value") is what a build of its variant needs.
// Throws LabError that says what `python` is instead of a working Python: no such file, not
// executable, not Python, crashed at start, did not answer in time.
Interpreter ask_interpreter(const std::filesystem::path& python,
                            const std::vector<std::filesystem::path>& module_path = {},
                            const std::vector<std::string>& environment = {});

}  // namespace forklab
