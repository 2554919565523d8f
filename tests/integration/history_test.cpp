// What git says of a range, over a real repository.
#include "bisect/history.hpp"

#include <stdlib.h>

#include <algorithm>
#include <fstream>

#include "base/error.hpp"
#include "bisect/checkout.hpp"
#include "git_history.hpp"

namespace forklab {
namespace {

class History : public GitHistory {
 protected:
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
  const std::string calls = (scratch_.path() / "calls").string();
  const std::string own =
      script("git", "echo called >>'" + calls + "'\nPATH='" + path + "' exec git \"$@\"\n");
  with_path(scratch_.path().string(),
            [&] { EXPECT_EQ(repository().resolve("HEAD", "--good").size(), 40U); });
  EXPECT_FALSE(read_file(calls).empty());
  std::filesystem::remove(own);
  with_path(scratch_.path().string(), [&] {
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

// A repository each of whose keys that name a program names one that leaves a mark.
class HostileRepository : public History {
 protected:
  void SetUp() override {
    History::SetUp();
    const std::string mark = "echo \"$0 $*\" >>'" + marks_ + "'\n";
    std::filesystem::create_directories(folder_ / "hooks");
    const std::string starts = script("starts", mark + "cat 2>/dev/null\n");
    std::ofstream(folder_ / ".gitattributes") << "* filter=x diff=x merge=x\n";
    edit("Python/pystate.c Include/patchlevel.h");
    // Signed, so that log.showSignature has something to show.
    const std::string signs = script(
        "signs",
        "cat >/dev/null\necho '[GNUPG:] SIG_CREATED ' >&2\necho '-----BEGIN PGP SIGNATURE-----'\n");
    git("-c gpg.program='" + signs + "' commit -q --allow-empty -S -m signed");
    std::ofstream(folder_ / ".gitmodules") << "[submodule \"sub\"]\npath = sub\nurl = ./sub\n";
    git("init -q -b main sub");
    git("-C sub -c user.name=x -c user.email=x commit -q --allow-empty -m sub");
    edit("Lib/os.py");
    for (const char* key : {"core.fsmonitor",
                            "core.pager",
                            "core.editor",
                            "core.sshCommand",
                            "core.askPass",
                            "core.gitProxy",
                            "core.alternateRefsCommand",
                            "gpg.program",
                            "gpg.ssh.program",
                            "filter.x.smudge",
                            "filter.x.clean",
                            "filter.x.process",
                            "diff.external",
                            "diff.x.command",
                            "diff.x.textconv",
                            "merge.x.driver",
                            "credential.helper",
                            "pager.log",
                            "pager.show",
                            "sequence.editor",
                            "uploadpack.packObjectsHook",
                            "tar.tar.command",
                            "interactive.diffFilter",
                            "remote.origin.uploadpack",
                            "man.viewer"}) {
      git(std::string("config ") + key + " '" + starts + "'");
      git(std::string("-C sub config ") + key + " '" + starts + "'");
    }
    for (const char* alias : {"log", "show", "archive", "status", "ls-files", "rev-parse"})
      git(std::string("config alias.") + alias + " '!" + starts + "'");
    git("config log.showSignature true");
    git("config core.hooksPath '" + (folder_ / "hooks").string() + "'");
    for (const char* hook : {"post-index-change", "reference-transaction", "post-checkout"})
      std::filesystem::copy(starts, folder_ / "hooks" / hook);
    std::ofstream(folder_ / "Python/pystate.c", std::ios::app) << "not committed\n";
    std::ofstream(folder_ / "new.c") << "not added\n";
    std::filesystem::remove(marks_);
  }

  [[nodiscard]] std::string started() const { return read_file_or_empty(marks_); }

  const std::string marks_ = (scratch_.path() / "marks").string();
};

TEST_F(HostileRepository, NoConfigurationStartsAnything) {
  const Repository here = repository();
  const std::string head = here.resolve("HEAD", "--good"), first = here.resolve("HEAD~3", "--bad");
  EXPECT_TRUE(here.is_dirty());
  EXPECT_TRUE(here.is_ancestor(first, head));
  EXPECT_EQ(here.merge_base(first, head), first);
  EXPECT_FALSE(here.range(first, head, {}).empty());
  EXPECT_FALSE(here.message(head).empty());
  static_cast<void>(here.differ_in({"Include"}, first, head));
  here.export_tree(head, scratch_.path() / "exported", {});
  EXPECT_TRUE(is_work_tree(folder_));
  const PlainGit git(folder_, "tree", scratch_.path());
  copy_checkout(folder_, scratch_.path() / "copied", {}, &git);
  EXPECT_EQ(started(), "");
  EXPECT_EQ(read_file(scratch_.path() / "exported/Python/pystate.c"), "an edit\n");
  EXPECT_EQ(read_file(scratch_.path() / "copied/Python/pystate.c"), "an edit\nnot committed\n");
  EXPECT_EQ(read_file(scratch_.path() / "copied/new.c"), "not added\n");
}

// git by itself starts them: so the test above could fail.
TEST_F(HostileRepository, GitByItselfStartsThem) {
  for (const char* command : {"status --porcelain", "archive HEAD", "log -2"}) {
    std::filesystem::remove(marks_);
    static_cast<void>(!std::system(
        ("cd '" + folder_.string() + "' && git " + command + " >/dev/null 2>&1").c_str()));
    EXPECT_NE(started(), "") << command;
  }
}

TEST_F(HostileRepository, NothingIsWritten) {
  const auto listing = [&] {
    std::vector<std::string> lines;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_))
      lines.push_back(entry.path().string() + " " +
                      (entry.is_regular_file() ? read_file(entry.path()) : ""));
    std::sort(lines.begin(), lines.end());
    return lines;
  };
  const auto before = listing();
  static_cast<void>(repository().is_dirty());
  repository().export_tree(repository().resolve("HEAD", "--good"), scratch_.path() / "exported",
                           {});
  EXPECT_EQ(listing(), before);
}

// Tools run in another folder than the caller.
TEST_F(History, ARelativeFolderIsTheCallers) {
  edit("Python/pystate.c");
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(scratch_.path());
  EXPECT_NO_THROW(repository().export_tree(repository().resolve("HEAD", "--good"), "relative", {}));
  std::filesystem::current_path(before);
  EXPECT_TRUE(std::filesystem::exists(scratch_.path() / "relative/Python/pystate.c"));
}

TEST_F(History, AForeignOwnerIsSaid) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a folder away";
  for (const auto& entry : {folder_, folder_ / ".git"})
    ASSERT_EQ(::chown(entry.c_str(), 65534, 65534), 0);
  try {
    static_cast<void>(repository());
    ADD_FAILURE() << "nothing was said";
  } catch (const UsageError& error) {
    EXPECT_NE(std::string(error.what()).find("another owner"), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("safe.directory"), std::string::npos) << error.what();
  }
}

TEST_F(History, APartialCloneIsSaid) {
  git("config extensions.partialClone origin");
  git("config remote.origin.promisor true");
  EXPECT_THROW(static_cast<void>(repository()), UsageError);
}

TEST_F(History, AWorkTreeThatWasAddedHasAHeadOfItsOwn) {
  edit("Python/pystate.c");
  git("worktree add -q '" + (scratch_.path() / "added").string() + "' HEAD~1");
  const Repository added(scratch_.path() / "added", scratch_.path());
  EXPECT_EQ(added.resolve("HEAD", "--good"), repository().resolve("HEAD~1", "--good"));
  EXPECT_EQ(added.resolve("main", "--good"), repository().resolve("HEAD", "--good"));
  EXPECT_FALSE(added.is_dirty());
}

// What a link leads to is not of the tree, and a FIFO is not waited for.
TEST_F(History, ACheckoutIsItsFilesAndNothingBehindALink) {
  edit("Include/patchlevel.h Doc/about.rst Lib/os.py");
  std::filesystem::create_directories(scratch_.path() / "private");
  std::ofstream(scratch_.path() / "private/key") << "secret";
  edit("behind/key");
  std::filesystem::remove_all(folder_ / "behind");
  std::filesystem::create_directory_symlink(scratch_.path() / "private", folder_ / "behind");
  ASSERT_EQ(::mkfifo((folder_ / "fifo").c_str(), 0600), 0);
  std::filesystem::remove(folder_ / "Lib/os.py");
  const auto copy = scratch_.path() / "copied";
  EXPECT_TRUE(is_work_tree(folder_));
  const PlainGit git(folder_, "tree", scratch_.path());
  copy_checkout(folder_, copy, {"Doc"}, &git);
  EXPECT_TRUE(std::filesystem::exists(copy / "Include/patchlevel.h"));
  EXPECT_FALSE(std::filesystem::exists(copy / "Doc"));
  EXPECT_FALSE(std::filesystem::exists(copy / "Lib/os.py"));
  EXPECT_FALSE(std::filesystem::exists(copy / "fifo"));
  EXPECT_TRUE(std::filesystem::is_symlink(copy / "behind"));

  const auto plain = scratch_.path() / "plain";
  std::filesystem::rename(folder_ / ".git", scratch_.path() / "git-gone");
  std::ofstream(folder_ / "Include/compiled.o") << "x";
  EXPECT_FALSE(is_work_tree(folder_));
  copy_checkout(folder_, plain, {"Doc"}, nullptr);
  EXPECT_TRUE(std::filesystem::is_symlink(plain / "behind"));
  EXPECT_FALSE(std::filesystem::exists(plain / "Include/compiled.o"));
  EXPECT_FALSE(std::filesystem::exists(plain / "fifo"));
}

}  // namespace
}  // namespace forklab
