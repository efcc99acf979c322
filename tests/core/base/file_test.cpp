#include "core/base/file.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/temporary_folder.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

size_t fileCount(const fs::path& folder) {
  return static_cast<size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(WriteWhole, RoundTripCreatesFoldersAndLeavesNothingElse) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "a" / "b.bin";
  const std::string bytes("x\0y\n", 4);
  ASSERT_TRUE(writeWhole(path, bytes));
  const auto read = readWhole(path);
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, bytes);
  EXPECT_EQ(fileCount(path.parent_path()), 1U);
}

TEST(WriteWhole, FailedWriterKeepsTheOldFile) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "b.txt";
  ASSERT_TRUE(writeWhole(path, "old"));
  const Status status = writeWhole(path, [](const fs::path& partial) -> Status {
    std::ofstream(partial) << "half";
    return Error{"stopped"};
  });
  ASSERT_FALSE(status);
  EXPECT_EQ(*readWhole(path), "old");
  EXPECT_EQ(fileCount(folder.path()), 1U);
}

TEST(WriteWhole, FolderInPlaceOfAFolderIsNamed) {
  const TemporaryFolder folder;
  ASSERT_TRUE(writeWhole(folder.path() / "file", "x"));
  const Status status = writeWhole(folder.path() / "file" / "below", "x");
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().message(), HasSubstr((folder.path() / "file").string()));
}

TEST(EnsureWritableFolder, RefusesReadOnly) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write anywhere; the full-disk test covers the message";
  const TemporaryFolder folder;
  fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec);
  const Status status = ensureWritableFolder(folder.path());
  fs::permissions(folder.path(), fs::perms::owner_all);
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().message(), HasSubstr("Choose a folder you may write to"));
}

TEST(ReadWhole, MissingFolderAndTooLarge) {
  const TemporaryFolder folder;
  EXPECT_THAT(readWhole(folder.path() / "none").error().message(), HasSubstr("No such file"));
  EXPECT_THAT(readWhole(folder.path()).error().message(), HasSubstr("is a folder"));
  ASSERT_TRUE(writeWhole(folder.path() / "big", std::string(100, 'x')));
  EXPECT_THAT(readWhole(folder.path() / "big", 99).error().message(), HasSubstr("100 bytes"));
}

TEST(Text, SplitsAndParses) {
  EXPECT_THAT(splitWords("  a\tbc \r\n"), ElementsAre("a", "bc"));
  EXPECT_THAT(splitLines("a\r\n\nb"), ElementsAre("a", "", "b"));
  EXPECT_DOUBLE_EQ(*parseNumber("-7.25e2"), -725);
  for (const auto* bad : {"", "1x", "nan", "inf", "1e999", "0x10"}) EXPECT_FALSE(parseNumber(bad)) << bad;
  EXPECT_EQ(*parseInteger("-12"), -12);
  EXPECT_FALSE(parseInteger("1.5"));
}

TEST(Text, NaturalOrder) {
  EXPECT_TRUE(naturalLess("img2.png", "img10.png"));
  EXPECT_FALSE(naturalLess("img10.png", "img2.png"));
  EXPECT_TRUE(naturalLess("a", "b"));
  EXPECT_TRUE(naturalLess("a", "a1"));
  EXPECT_FALSE(naturalLess("a01", "a01"));
  EXPECT_NE(naturalLess("a1", "a01"), naturalLess("a01", "a1"));
}

TEST(ErrorMessage, IsOneLine) {
  EXPECT_EQ((Error{"bad\nheader", "f.bin", "Copy it again"}).message(), "f.bin: bad header. Copy it again");
}

}  // namespace
}  // namespace kerb
