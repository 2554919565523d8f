#include "base/file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "base/error.hpp"

namespace forklab {
namespace {

namespace fs = std::filesystem;

class File : public testing::Test {
 protected:
  File() {
    std::string name = fs::temp_directory_path() / "forklab-file-test.XXXXXX";
    folder_ = ::mkdtemp(name.data());
  }
  ~File() override { fs::remove_all(folder_); }

  [[nodiscard]] std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  fs::path folder_;
};

TEST_F(File, IsWrittenAndReadWhole) {
  const std::string bytes = std::string("a\0b\n", 4) + std::string(200'000, 'x');
  write_file_atomically(folder_ / "f", bytes);
  EXPECT_EQ(read_file(folder_ / "f"), bytes);
  EXPECT_EQ(entries(), 1U) << "a temporary file is left";
}

TEST_F(File, HasTheModeOfAnOrdinaryNewFile) {
  const mode_t before = ::umask(022);
  write_file_atomically(folder_ / "f", "");
  ::umask(before);
  struct stat status {};
  ASSERT_EQ(::stat((folder_ / "f").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0644U);
}

TEST_F(File, FailedWriteLeavesTheOldFileAndNoOther) {
  fs::create_directory(folder_ / "in-the-way");
  write_file_atomically(folder_ / "in-the-way" / "keeps-it-full", "x");
  EXPECT_THROW(write_file_atomically(folder_ / "in-the-way", "new"), LabError);
  EXPECT_TRUE(fs::is_directory(folder_ / "in-the-way"));
  EXPECT_EQ(entries(), 1U) << "a temporary file is left";
}

// As `--log /dev/null` of root: a rename would put a file in the device's place.
TEST_F(File, WhatIsNoPlainFileStaysWhatItIs) {
  write_file_atomically(folder_ / "target", "old and longer");
  fs::create_symlink(folder_ / "target", folder_ / "link");
  write_file_atomically(folder_ / "link", "new");
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_EQ(read_file(folder_ / "target"), "new");
  fs::create_symlink("/dev/null", folder_ / "device");
  write_file_atomically(folder_ / "device", "x");
  EXPECT_TRUE(fs::is_character_file(folder_ / "device"));
  EXPECT_EQ(entries(), 3U) << "a temporary file is left";
}

TEST_F(File, ErrorNamesThePathAndTheReason) {
  try {
    read_file(folder_ / "absent");
    FAIL();
  } catch (const LabError& error) {
    EXPECT_EQ(std::string(error.what()),
              "cannot read " + (folder_ / "absent").string() + ": No such file or directory");
  }
  EXPECT_THROW(write_file_atomically(folder_ / "no" / "such", ""), LabError);
}

TEST_F(File, AbsentIsEmptyWhereThatIsUsual) {
  EXPECT_EQ(read_file_or_empty(folder_ / "absent"), "");
}

}  // namespace
}  // namespace forklab
