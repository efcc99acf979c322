#include "core/source/split.h"

#include <map>

#include "tests/core/source/tree.h"

namespace kerb {
namespace {

TEST(Split, ReadsEveryKindOfLine) {
  const auto lines = parseSplit(
      "2011_09_26/2011_09_26_drive_0002_sync 0000000069 l\n8 4056 r\r\n\nimage 12\n"
      "2011_09_26 2011_09_26_drive_0009_sync 0000000386\na/b.jpg c/d.png",
      "s.txt");
  ASSERT_TRUE(lines) << lines.error().message();
  ASSERT_EQ(lines->size(), 5U);
  EXPECT_EQ((*lines)[0].folder, "2011_09_26/2011_09_26_drive_0002_sync");
  EXPECT_EQ((*lines)[0].frame, 69);
  EXPECT_EQ((*lines)[0].side, 'l');
  EXPECT_EQ((*lines)[1].folder, "8");
  EXPECT_EQ((*lines)[1].frame, 4056);
  EXPECT_EQ((*lines)[1].side, 'r');
  EXPECT_EQ((*lines)[2].side, '\0');
  EXPECT_EQ((*lines)[2].number, 4);
  EXPECT_EQ((*lines)[3].folder, "2011_09_26/2011_09_26_drive_0009_sync");
  EXPECT_EQ((*lines)[3].frame, 386);
  EXPECT_EQ((*lines)[4].first, "a/b.jpg");
  EXPECT_EQ((*lines)[4].second, "c/d.png");
}

TEST(Split, ErrorsNameTheLine) {
  for (const auto* bad : {"a 1 l\nb\n", "a 1 l\nb -1 l\n", "a 1 l\nb 1 x\n", "a 1 l\nb 1 l l\n",
                          "a 1 l\nb c\n", "a 1 l\nb 99999999999999999999 l\n"}) {
    const auto lines = parseSplit(bad, "s.txt");
    ASSERT_FALSE(lines) << bad;
    EXPECT_THAT(lines.error().message(), HasSubstr("s.txt:2")) << bad;
  }
  EXPECT_THAT(parseSplit("\n\n", "s.txt").error().message(), HasSubstr("no frames"));
}

TEST(Split, MissingNoteNamesTheFirstFive) {
  EXPECT_EQ(missingNote({}, 9, "images"), "");
  EXPECT_EQ(missingNote({"a", "b"}, 9, "images"), "2 of 9 images do not exist: a, b");
  EXPECT_THAT(missingNote({"a", "b", "c", "d", "e", "f", "g"}, 9, "images"),
              AllOf(HasSubstr("a, b, c, d, e and 2 more"), HasSubstr("7 of 9")));
}

TEST(Split, RealFiles) {
  KERB_NEEDS_REAL_DATA(data);
  SourceOptions options;
  const std::map<std::string, size_t> counts{
      {"eigen/test_files.txt", 697},         {"eigen_benchmark/test_files.txt", 652},
      {"eigen_zhou/train_files.txt", 39810}, {"eigen_zhou/val_files.txt", 4424},
      {"odom/test_files_09.txt", 1590},      {"odom/test_files_10.txt", 1200},
      {"odom/train_files.txt", 36671},       {"odom/val_files.txt", 4075},
      {"benchmark/test_files.txt", 500},     {"static_frames.txt", 8044}};
  for (const auto& [file, count] : counts) {
    options.split_file = data / "splits" / file;
    const auto lines = readSplit(options);
    ASSERT_TRUE(lines) << lines.error().message();
    EXPECT_EQ(lines->size(), count) << file;
  }
  options.split_file = data / "splits" / "test_scenes.txt";
  EXPECT_FALSE(readSplit(options));
}

}  // namespace
}  // namespace kerb
