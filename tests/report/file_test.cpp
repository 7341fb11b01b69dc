// A whole file or none.
#include "report/file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/scratch_directory.hpp"

namespace coalmine::report {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class FileTest : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return directory_ / name; }

  std::string read(const std::string& name) const {
    std::ifstream in(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(directory_), fs::directory_iterator{}));
  }

  ScratchDirectory scratch_;
  fs::path directory_ = scratch_.path();
};

TEST_F(FileTest, WritesTheTextAndNothingElse) {
  ASSERT_TRUE(write_file(path("a.json"), "{}\n"));
  EXPECT_EQ(read("a.json"), "{}\n");
  EXPECT_EQ(files(), 1U);
}

TEST_F(FileTest, ReplacesAFileThatIsThere) {
  ASSERT_TRUE(write_file(path("a.json"), "a long first text"));
  ASSERT_TRUE(write_file(path("a.json"), "short"));
  EXPECT_EQ(read("a.json"), "short");
}

TEST_F(FileTest, ReplacesTheTargetOfALinkAndNotTheLink) {
  ASSERT_TRUE(write_file(path("real"), "old"));
  fs::create_symlink(path("real"), path("link"));
  ASSERT_TRUE(write_file(path("link"), "new"));
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(read("real"), "new");
}

TEST_F(FileTest, SaysWhyAFileCannotBeWritten) {
  const auto written = write_file(path("missing/a.json"), "{}");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().message,
            "cannot write " + path("missing/a.json") + ": No such file or directory");
  EXPECT_EQ(files(), 0U);
}

TEST_F(FileTest, RefusesADirectory) {
  const auto writable = check_writable(directory_);
  ASSERT_FALSE(writable);
  EXPECT_THAT(writable.error().message, HasSubstr("Is a directory"));
}

TEST_F(FileTest, RefusesAFileUsedAsADirectory) {
  ASSERT_TRUE(write_file(path("file"), ""));
  EXPECT_FALSE(check_writable(path("file/a.json")));
}

TEST_F(FileTest, RefusesNoNameAtAll) { EXPECT_FALSE(check_writable("")); }

TEST_F(FileTest, CreatesNothingWhenAskedWhetherItCould) {
  EXPECT_TRUE(check_writable(path("a.json")));
  EXPECT_EQ(files(), 0U);
}

TEST_F(FileTest, WritesToADeviceWithoutReplacingIt) {
  ASSERT_TRUE(write_file("/dev/null", "{}"));
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(FileTest, ReportsAFullDisk) {
  const auto written = write_file("/dev/full", "{}");
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, HasSubstr("No space left on device"));
}

}  // namespace
}  // namespace coalmine::report
