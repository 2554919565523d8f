// A fixture with a real git repository of a few commits.
#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "base/temporary_folder.hpp"
#include "bisect/history.hpp"
#include "leak_check.hpp"

namespace forklab {

class GitHistory : public LeakCheck {
 protected:
  void SetUp() override {
    LeakCheck::SetUp();
    git("init -q -b main .");
    edit("README.rst");
  }

  void git(const std::string& arguments) const {
    const std::string command = "cd '" + folder_.string() +
                                "' && git -c advice.addEmbeddedRepo=false -c user.name=forklab -c "
                                "user.email=lab@example.org " +
                                arguments;
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
  }

  // Appends to the files and commits.
  void edit(const std::string& files) const {
    std::istringstream names(files);
    for (std::string name; names >> name;) {
      std::filesystem::create_directories((folder_ / name).parent_path());
      std::ofstream(folder_ / name, std::ios::app) << "an edit\n";
    }
    git("add -A");
    git("commit -qm 'Edit " + files + "'");
  }

  [[nodiscard]] Repository repository() const { return {folder_, scratch_.path()}; }

  [[nodiscard]] std::string script(const std::string& name, const std::string& text) const {
    const auto path = scratch_.path() / name;
    std::ofstream(path) << "#!/bin/sh\n" << text;
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path.string();
  }

  const TemporaryFolder scratch_{std::filesystem::temp_directory_path()};
};

}  // namespace forklab
