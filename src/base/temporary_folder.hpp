// A folder that is gone with its owner.
#pragma once

#include <stdlib.h>

#include <cerrno>
#include <filesystem>
#include <string>

#include "base/error.hpp"

namespace forklab {

class TemporaryFolder {
 public:
  // Makes it in `parent`, which is made where it is not. Throws LabError naming that.
  explicit TemporaryFolder(const std::filesystem::path& parent) {
    std::filesystem::create_directories(parent);
    std::string name = (parent / "forklab.XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      throw_errno("cannot make a folder in " + parent.string(), errno);
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace forklab
