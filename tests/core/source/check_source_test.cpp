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
    EXPECT_EQ(check->broken, 2);
    EXPECT_EQ(check->images, 7);
    EXPECT_EQ(check->poses, 7);
    EXPECT_EQ(check->stereo, 0);
    ASSERT_EQ(check->errors.size(), 2U);
    EXPECT_THAT(check->errors[0], AllOf(HasSubstr("frame 5"), HasSubstr("000005.png")));
    EXPECT_THAT(check->errors[1], AllOf(HasSubstr("frame 8"), HasSubstr("000008.png")));
  }
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
  writeText(test / "intrinsics" / "0000000000.txt", "10 0 9.5\n");
  EXPECT_THAT(openError(test), AllOf(HasSubstr("0000000000.txt"), HasSubstr("3 numbers, expected the 9")));
}

}  // namespace
}  // namespace kerb
