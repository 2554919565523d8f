// What git says of a range, over a real repository.
#include "bisect/history.hpp"

#include <stdlib.h>

#include <fstream>

#include "base/error.hpp"
#include "leak_check.hpp"

namespace forklab {
namespace {

class History : public LeakCheck {
 protected:
  void SetUp() override {
    LeakCheck::SetUp();
    git("init -q -b main .");
    edit("README.rst");
  }

  void git(const std::string& arguments) const {
    const std::string command = "cd '" + folder_.string() +
                                "' && git -c user.name=forklab -c user.email=lab@example.org " +
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

  [[nodiscard]] Repository repository() const { return {folder_, folder_}; }

  // Of the range's commits, the good end's first.
  [[nodiscard]] std::vector<double> weights(unsigned commits, const std::string& script) const {
    const Repository here = repository();
    std::vector<double> weights;
    for (const Commit& commit :
         here.range(here.resolve("HEAD~" + std::to_string(commits), "--good"),
                    here.resolve("HEAD", "--bad"), {false, {"Doc", "Lib/test"}, script}))
      weights.push_back(commit.weight);
    return weights;
  }
};

TEST_F(History, WhatAForkGoesThroughAndWhatTheScriptImportsWeighsMost) {
  edit("Doc/about.rst Lib/test/test_os.py");
  edit("Lib/colorsys.py");
  edit("Python/mysnprintf.c Lib/colorsys.py");
  edit("Modules/posixmodule.c Python/mysnprintf.c");
  edit("Lib/json/decoder.py");
  const auto of_no_script = weights(5, ""), of_json = weights(5, "import json\n");
  ASSERT_EQ(of_no_script.size(), 6U);
  EXPECT_EQ(of_no_script[1], 0) << "no build reads it";
  EXPECT_GT(of_no_script[2], 0) << "it may be the change";
  EXPECT_LT(of_no_script[2], of_no_script[3])
      << "C is read by all, a module by those that import it";
  EXPECT_LT(of_no_script[3], of_no_script[4]);
  EXPECT_EQ(of_no_script[5], of_no_script[2]);
  EXPECT_EQ(of_json[5], of_json[4]) << "the script imports it";
}

TEST_F(History, GitIsTheCallersAndIsMissedByName) {
  const std::string path = std::getenv("PATH");
  const auto with_path = [&](const std::string& value, const auto& what) {
    ::setenv("PATH", value.c_str(), 1);
    what();
    ::setenv("PATH", path.c_str(), 1);
  };
  std::ofstream(folder_ / "git") << "#!/bin/sh\necho called >>'" << (folder_ / "calls").string()
                                 << "'\nPATH='" << path << "' exec git \"$@\"\n";
  std::filesystem::permissions(folder_ / "git", std::filesystem::perms::owner_all);
  with_path(folder_.string(),
            [&] { EXPECT_EQ(repository().resolve("HEAD", "--good").size(), 40U); });
  EXPECT_FALSE(read_file(folder_ / "calls").empty());
  std::filesystem::remove(folder_ / "git");
  with_path(folder_.string(), [&] {
    try {
      static_cast<void>(repository());
      ADD_FAILURE() << "nothing was said";
    } catch (const LabError& error) {
      EXPECT_NE(std::string(error.what()).find("needs git"), std::string::npos) << error.what();
    }
  });
}

TEST_F(History, TwoRevisionsDifferInAFolderOrNot) {
  edit("Include/object.h");
  edit("Include/internal/pycore_call.h");
  const Repository here = repository();
  const std::string before = here.resolve("HEAD~2", "--good"),
                    header = here.resolve("HEAD~1", "--good"),
                    after = here.resolve("HEAD", "--bad");
  const std::string no_internals = ":(exclude)Include/internal";
  EXPECT_TRUE(here.differ_in({"Include"}, before, header));
  EXPECT_TRUE(here.differ_in({"Include"}, header, after));
  EXPECT_TRUE(here.differ_in({"Include", no_internals}, before, after));
  EXPECT_FALSE(here.differ_in({"Include", no_internals}, header, after));
  EXPECT_FALSE(here.differ_in({"Lib"}, before, after));
}

}  // namespace
}  // namespace forklab
