#include <ATen/ATen.h>
#include <fmt/format.h>

#include "tests/core/source/kitti_raw_tree.h"

namespace kerb {
namespace {

TEST(KittiRaw, LidarIsProjectedIntoTheTargetCamera) {
  const TemporaryFolder folder;
  writeTree(folder.path());
  const auto source = openSource(folder.path());
  const auto frame = (*source)->at(1, FrameParts::all());
  ASSERT_TRUE(frame && frame->depth_m);
  // u = 9.5 + 0.6/5 = 9.62 -> 10 - 1, v = 4.5 -> 4 - 1; at 8 m u = 9.575: the same pixel.
  EXPECT_EQ((*frame->depth_m)[3][9].item<float>(), 5);
  EXPECT_EQ(frame->depth_m->count_nonzero().item<int64_t>(), 1);
  EXPECT_FALSE((*source)->at(0, FrameParts::all())->depth_m);
  FrameParts depth_only{false, false, true, false, false};
  EXPECT_TRUE((*source)->at(1, depth_only)->depth_m->equal(*frame->depth_m));
}

TEST(KittiRaw, MissingLidarCalibrationIsNoted) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  fs::remove(folder.path() / kDate / "calib_velo_to_cam.txt");
  const auto source = openSource(drive);
  ASSERT_TRUE(source);
  EXPECT_FALSE((*source)->info().has.depth);
  EXPECT_THAT((*source)->info().notes, Contains(HasSubstr("no LiDAR depth")));
}

TEST(KittiRaw, ImprovedDepthIsPreferredAndNeverMixed) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  const fs::path inside = fs::path("proj_depth") / "groundtruth" / "image_02";
  const fs::path apart = folder.path() / "data_depth_annotated" / "val" / drive.filename();
  for (const auto& top : {drive, apart}) {
    write16(top / inside / "0000000002.png", 20, 10, 1,
            [](int x, int y, int) { return y == 3 ? 256 * x : 0; });
    const auto source = openSource(folder.path());
    ASSERT_TRUE(source) << source.error().message();
    EXPECT_THAT((*source)->info().notes, Contains("improved depth for 1 of 3 frames"));
    const auto frame = (*source)->at(2, FrameParts::all());
    ASSERT_TRUE(frame && frame->depth_m) << readError(**source, 2);
    EXPECT_EQ((*frame->depth_m)[3][7].item<float>(), 7);
    EXPECT_EQ((*frame->depth_m)[4][7].item<float>(), 0);
    EXPECT_FALSE((*source)->at(1, FrameParts::all())->depth_m) << "LiDAR beside improved depth";
    SourceOptions lidar;
    lidar.depth = "lidar";
    EXPECT_TRUE((*openSource(folder.path(), lidar))->at(1, FrameParts::all())->depth_m);
    EXPECT_FALSE((*openSource(folder.path(), lidar))->at(2, FrameParts::all())->depth_m);
    fs::remove_all(top / "proj_depth");
  }
  SourceOptions improved;
  improved.depth = "improved";
  EXPECT_THAT(openError(folder.path(), improved), HasSubstr("no improved depth"));
  improved.depth = "best";
  EXPECT_THAT(openError(folder.path(), improved), HasSubstr("auto, lidar, eigen or improved"));
}

TEST(KittiRaw, BrokenImprovedDepth) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  const fs::path file = drive / "proj_depth" / "groundtruth" / "image_02" / "0000000002.png";
  writeGrey(file, 20, 10, 3);
  EXPECT_THAT(readError(**openSource(drive), 2),
              AllOf(HasSubstr("8 bits, expected 16"), HasSubstr(file.string())));
  write16(file, 19, 10, 1, [](int, int, int) { return 1; });
  EXPECT_THAT(readError(**openSource(drive), 2), AllOf(HasSubstr("19x10"), HasSubstr("20x10")));
}

}  // namespace
}  // namespace kerb
