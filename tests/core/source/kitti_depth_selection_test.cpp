#include <ATen/ATen.h>
#include <fmt/format.h>

#include "tests/core/source/tree.h"

namespace kerb {
namespace {

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
              Contains(AllOf(HasSubstr("1 of 3 images"), HasSubstr("0000000007.png"))));
  EXPECT_EQ((*openSource(test))->info().count, 3);
  EXPECT_NEAR((*openSource(test))->at(2, {})->time_s, 0.2, 1e-12);
  writeText(test / "image" / "._0000000000.png", "of another system");
  writeText(test / "image" / ".0000000003.123.partial.png", "half");
  EXPECT_EQ((*openSource(test))->info().count, 3) << "hidden files are no frames";
  writeText(test / "intrinsics" / "0000000000.txt", "10 0 9.5\n");
  const auto damaged = openSource(test);
  ASSERT_TRUE(damaged) << damaged.error().message();
  EXPECT_THAT((*damaged)->info().notes, Contains(HasSubstr("3 numbers, expected the 9")));
  EXPECT_NEAR((*damaged)->info().camera.fx, 0.5, 1e-12);
  EXPECT_THAT(readError(**damaged, 0), HasSubstr("0000000000.txt"));
  EXPECT_EQ(readError(**damaged, 1), "read");
  for (int i = 1; i < 3; ++i) writeText(test / "intrinsics" / fmt::format("{:010}.txt", i), "10 0 9.5\n");
  EXPECT_THAT(openError(test), AllOf(HasSubstr("0000000000.txt"), HasSubstr("3 numbers, expected the 9")));
}

}  // namespace
}  // namespace kerb
