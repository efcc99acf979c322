#include "core/source/check_source.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "tests/core/source/tree.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

/// Frames 0 to 9 of a sequence with poses, 3 missing, 5 and 8 broken.
fs::path writeSequence(const fs::path& root) {
  const fs::path folder = root / "sequences" / "04";
  std::string poses;
  for (int i = 0; i < 10; ++i) {
    const fs::path file = folder / "image_2" / fmt::format("{:06}.png", i);
    poses += fmt::format("1 0 0 0 0 1 0 0 0 0 1 {}\n", i);
    if (i == 3) continue;
    writeColour(file, 20, 10, i);
    if (i == 5 || i == 8) fs::resize_file(file, 80);
  }
  writeText(folder / "calib.txt", "P2: 10 0 9.5 0 0 10 4.5 0 0 0 1 0\n");
  writeText(root / "poses" / "04.txt", poses);
  return folder;
}

TEST(CheckSource, CountsWhatIsThereMissingAndBroken) {
  const TemporaryFolder folder;
  writeSequence(folder.path());
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << source.error().message();
  for (const int threads : {1, 3}) {
    int64_t last = 0;
    const auto check = checkSource(**source, threads, {}, [&](int64_t done, int64_t total) {
      EXPECT_EQ(done, ++last);
      EXPECT_EQ(total, 10);
    });
    ASSERT_TRUE(check) << check.error().message();
    EXPECT_EQ(last, 10);
    EXPECT_EQ(check->missing, 1);
    ASSERT_EQ(check->missing_files.size(), 1U);
    EXPECT_THAT(check->missing_files[0], HasSubstr("000003.png"));
    EXPECT_EQ(check->broken, 2);
    EXPECT_EQ(check->images, 7);
    EXPECT_EQ(check->poses, 7);
    EXPECT_EQ(check->stereo, 0);
    ASSERT_EQ(check->errors.size(), 2U);
    EXPECT_THAT(check->errors[0], AllOf(HasSubstr("frame 5"), HasSubstr("000005.png")));
    EXPECT_THAT(check->errors[1], AllOf(HasSubstr("frame 8"), HasSubstr("000008.png")));
  }
}

TEST(CheckSource, LinksThatLeadNowhereAreBrokenAndEveryMissingImageIsListed) {
  const TemporaryFolder folder;
  for (int i = 0; i < 12; ++i) {
    const std::string name = fmt::format("{:02}.png", i);
    writeColour(folder.path() / "test" / name, 8, 6, i);
    writeGrey(folder.path() / "testannot" / name, 8, 6, 1);
    std::ofstream(folder.path() / "test.txt", std::ios::app) << fmt::format("test/{0} testannot/{0}\n", name);
    if (i >= 4) fs::remove(folder.path() / "test" / name);
  }
  for (const fs::path& link : {fs::path("testannot") / "01.png", fs::path("test") / "02.png"}) {
    fs::remove(folder.path() / link);
    fs::create_symlink("/nowhere/file.png", folder.path() / link);
  }
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << source.error().message();
  fs::remove(folder.path() / "testannot" / "03.png");  // seen when it was opened
  const auto check = checkSource(**source, 2, {}, {});
  ASSERT_TRUE(check) << check.error().message();
  EXPECT_EQ(check->missing, 8);
  ASSERT_EQ(check->missing_files.size(), 8U);
  EXPECT_THAT(check->missing_files[7], HasSubstr("test/11.png"));
  EXPECT_EQ(check->broken, 3);
  ASSERT_EQ(check->errors.size(), 3U);
  EXPECT_THAT(check->errors[0], HasSubstr("testannot/01.png"));
  EXPECT_THAT(check->errors[1], HasSubstr("test/02.png"));
  EXPECT_THAT(check->errors[2], HasSubstr("testannot/03.png"));
}

TEST(CheckSource, StopsWhenAsked) {
  const TemporaryFolder folder;
  writeSequence(folder.path());
  const auto source = openSource(folder.path());
  std::stop_source stop;
  int64_t read = 0;
  const auto check = checkSource(**source, 1, stop.get_token(), [&](int64_t done, int64_t) {
    read = done;
    if (done == 2) stop.request_stop();
  });
  ASSERT_FALSE(check);
  EXPECT_TRUE(check.error().cancelled);
  EXPECT_EQ(read, 2);
}

TEST(KittiDepthSelection, ValidationAndTest) {
  const TemporaryFolder folder;
  const fs::path val = folder.path() / "val_selection_cropped";
  const std::string before = "2011_09_26_drive_0002_sync_";
  writeColour(val / "image" / (before + "image_0000000005_image_02.png"), 20, 10, 5);
  write16(val / "groundtruth_depth" / (before + "groundtruth_depth_0000000005_image_02.png"), 20, 10, 1,
          [](int x, int, int) { return 128 * x; });
  writeText(val / "intrinsics" / (before + "image_0000000005_image_02.txt"), "10 0 9.5 0 10 4.5 0 0 1\n");
  const auto source = openSource(val);
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ((*source)->info().layout, "kitti_depth_selection");
  const auto frame = (*source)->at(0, FrameParts::all());
  ASSERT_TRUE(frame && frame->depth_m) << readError(**source, 0);
  EXPECT_EQ((*frame->depth_m)[2][6].item<float>(), 3);
  EXPECT_NEAR(frame->camera.fx, 0.5, 1e-12);
  EXPECT_NEAR(frame->camera.cy, 0.45, 1e-12);
  EXPECT_EQ(frame->name, before + "image_0000000005_image_02");

  const fs::path test = folder.path() / "test_depth_prediction_anonymous";
  for (int i = 0; i < 3; ++i) {
    writeColour(test / "image" / fmt::format("{:010}.png", i), 20, 10, i);
    writeText(test / "intrinsics" / fmt::format("{:010}.txt", i), "10 0 9.5 0 10 4.5 0 0 1\n");
  }
  SourceOptions options;
  options.split_file = folder.path() / "test_files.txt";
  writeText(options.split_file, "image 2\nimage 0\nimage 7\n");
  const auto split = openSource(test, options);
  ASSERT_TRUE(split) << split.error().message();
  EXPECT_EQ((*split)->at(0, {})->image[0][0][0].item<int>(), 2);
  EXPECT_THAT((*split)->info().notes,
              ::testing::Contains(AllOf(HasSubstr("1 of 3 images"), HasSubstr("0000000007.png"))));
  EXPECT_EQ((*openSource(test))->info().count, 3);
  writeText(test / "image" / "._0000000000.png", "of another system");
  writeText(test / "image" / ".0000000003.123.partial.png", "half");
  EXPECT_EQ((*openSource(test))->info().count, 3) << "hidden files are no frames";
  writeText(test / "intrinsics" / "0000000000.txt", "10 0 9.5\n");
  const auto damaged = openSource(test);
  ASSERT_TRUE(damaged) << damaged.error().message();
  EXPECT_THAT((*damaged)->info().notes, ::testing::Contains(HasSubstr("3 numbers, expected the 9")));
  EXPECT_NEAR((*damaged)->info().camera.fx, 0.5, 1e-12);
  EXPECT_THAT(readError(**damaged, 0), HasSubstr("0000000000.txt"));
  EXPECT_EQ(readError(**damaged, 1), "read");
  for (int i = 1; i < 3; ++i) writeText(test / "intrinsics" / fmt::format("{:010}.txt", i), "10 0 9.5\n");
  EXPECT_THAT(openError(test), AllOf(HasSubstr("0000000000.txt"), HasSubstr("3 numbers, expected the 9")));
}

}  // namespace
}  // namespace kerb
