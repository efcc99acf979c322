#include <ATen/ATen.h>
#include <fmt/format.h>

#include "tests/core/source/tree.h"

namespace kerb {
namespace {

void writePair(const fs::path& root, const std::string& part, const std::string& name, int label) {
  writeColour(root / part / (name + ".png"), 8, 6, 1);
  writeGrey(root / (part + "annot") / (name + ".png"), 8, 6, label);
  std::ofstream(root / (part + ".txt"), std::ios::app)
      << fmt::format("/SegNet/CamVid/{0}/{1}.png /SegNet/CamVid/{0}annot/{1}.png\n", part, name);
}

TEST(Camvid, AllPartsInOrderWithLabels) {
  const TemporaryFolder folder;
  writePair(folder.path(), "test", "c", 11);
  writePair(folder.path(), "train", "a", 3);
  writePair(folder.path(), "val", "b", 10);
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ((*source)->info().layout, "camvid");
  EXPECT_TRUE((*source)->info().has.semantics);
  ASSERT_EQ((*source)->info().count, 3);
  std::string names;
  std::vector<int> labels;
  for (int64_t i = 0; i < 3; ++i) {
    const auto frame = (*source)->at(i, FrameParts::all());
    ASSERT_TRUE(frame) << frame.error().message();
    names += frame->name;
    EXPECT_NEAR(frame->time_s, 0.1 * static_cast<double>(i), 1e-12);
    labels.push_back(frame->semantics->ids[5][7].item<int>());
    EXPECT_EQ(frame->semantics->taxonomy, Taxonomy::camvid);
  }
  EXPECT_EQ(names, "abc");
  EXPECT_EQ(labels, (std::vector<int>{3, 10, kIgnoreLabel}));
  EXPECT_FALSE((*source)->at(0, {})->semantics);

  SourceOptions only;
  only.split_file = folder.path() / "test.txt";
  EXPECT_EQ((*openSource(folder.path(), only))->info().count, 1);
}

TEST(Camvid, BadLabelsAreErrorsOnlyWhereTheyWereAskedFor) {
  const TemporaryFolder folder;
  writePair(folder.path(), "test", "a", 12);
  writePair(folder.path(), "test", "b", 1);
  writeGrey(folder.path() / "testannot" / "b.png", 9, 6, 1);
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source);
  EXPECT_THAT(readError(**source, 0),
              AllOf(HasSubstr("testannot/a.png"), HasSubstr("label 12"), HasSubstr("column 0, row 0")));
  EXPECT_THAT(readError(**source, 1), AllOf(HasSubstr("9x6"), HasSubstr("8x6")));
  EXPECT_EQ(readError(**source, 0, {}), "read");
  EXPECT_EQ(readError(**source, 1, {}), "read");
}

TEST(Camvid, MissingFilesAreNoted) {
  const TemporaryFolder folder;
  for (const auto* name : {"a", "b", "c"}) writePair(folder.path(), "test", name, 1);
  fs::remove(folder.path() / "test" / "a.png");
  fs::remove(folder.path() / "testannot" / "b.png");
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source);
  EXPECT_THAT((*source)->info().notes, Contains(AllOf(HasSubstr("1 of 3 images"), HasSubstr("a.png"))));
  EXPECT_THAT((*source)->info().notes, Contains(HasSubstr("1 of 3 labels")));
  EXPECT_EQ((*source)->lacks(1, {.semantics = true}),
            "labels of " + (folder.path() / "test" / "b.png").string());
  EXPECT_EQ((*source)->lacks(2, {.semantics = true}), "");
  EXPECT_THAT(readError(**source, 0), HasSubstr("a.png"));
  EXPECT_FALSE((*source)->at(1, FrameParts::all())->semantics);
  fs::remove(folder.path() / "test.txt");
  EXPECT_EQ((*openSource(folder.path()))->info().count, 2);  // without the list: the images there are
}

TEST(Camvid, RealSample) {
  KERB_NEEDS_REAL_DATA(data);
  const auto source = openSource(data / "camvid");
  ASSERT_TRUE(source) << source.error().message();
  const SourceInfo info = (*source)->info();
  EXPECT_EQ(info.layout, "camvid");
  ASSERT_EQ(info.count, 16);
  EXPECT_TRUE(info.notes.empty());
  for (int64_t i = 0; i < info.count; ++i) {
    const auto frame = (*source)->at(i, FrameParts::all());
    ASSERT_TRUE(frame) << frame.error().message();
    EXPECT_EQ(frame->image.sizes(), (std::vector<int64_t>{3, 360, 480}));
    const auto& ids = frame->semantics->ids;
    EXPECT_TRUE(((ids < 11) | (ids == kIgnoreLabel)).all().item<bool>());
    EXPECT_GT((ids == 3).sum().item<int64_t>(), 10000);  // road
  }
}

}  // namespace
}  // namespace kerb
