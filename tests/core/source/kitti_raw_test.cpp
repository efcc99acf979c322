#include <ATen/ATen.h>
#include <fmt/format.h>

#include "tests/core/source/tree.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr auto kDate = "2011_09_26";
constexpr auto kIdentity = "1 0 0 0 1 0 0 0 1";

/// Rectified cameras of 20x10 images, fx 10, centres at 0.06 (0), ... along x: P(0,3) = -10 * x.
std::string camToCam() {
  std::string text = fmt::format("calib_time: 09-Jan-2012 13:57:47\nR_rect_00: {}\n", kIdentity);
  const std::vector<double> shift{0, -5.4, 0.6, -4.8};
  for (int i = 0; i < 4; ++i)
    text += fmt::format("S_rect_0{0}: 2.0e+01 1.0e+01\nP_rect_0{0}: 10 0 9.5 {1} 0 10 4.5 0 0 0 1 0\n", i,
                        shift[static_cast<size_t>(i)]);
  return text;
}

/// Velodyne x forward, y left, z up to x right, y down, z forward.
constexpr auto kVeloToCam = "calib_time: 15-Mar-2012 11:37:16\nR: 0 -1 0 0 0 -1 1 0 0\nT: 0 0 0\n";

fs::path driveFolder(const fs::path& root, int drive) {
  return root / kDate / fmt::format("{}_drive_{:04}_sync", kDate, drive);
}

void writeFrame(const fs::path& drive, int camera, int number) {
  writeColour(drive / fmt::format("image_0{}", camera) / "data" / fmt::format("{:010}.png", number), 20, 10,
              10 * camera + number);
}

/// One drive of 3 stereo frames with one scan.
fs::path writeTree(const fs::path& root, int drive = 2) {
  writeText(root / kDate / "calib_cam_to_cam.txt", camToCam());
  writeText(root / kDate / "calib_velo_to_cam.txt", kVeloToCam);
  const fs::path folder = driveFolder(root, drive);
  for (int i = 0; i < 3; ++i) {
    writeFrame(folder, 2, i);
    writeFrame(folder, 3, i);
  }
  writeScan(folder / "velodyne_points" / "data" / "0000000001.bin", {5, 0, 0, 1, 8, 0, 0, 1});
  return folder;
}

TEST(KittiRaw, OpensAtEachLevel) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  for (const auto& path : {folder.path(), folder.path() / kDate, drive, drive / "."}) {
    const auto source = openSource(path);
    ASSERT_TRUE(source) << source.error().message();
    const SourceInfo info = (*source)->info();
    EXPECT_EQ(info.layout, "kitti_raw");
    EXPECT_EQ(info.count, 3);
    EXPECT_EQ(info.fps, 10);
    EXPECT_EQ(info.width, 20);
    EXPECT_EQ(info.camera.origin, CameraOrigin::calibration);
    EXPECT_THAT(info.camera.origin_text, HasSubstr("calib_cam_to_cam.txt"));
    EXPECT_THAT(info.notes, Contains("LiDAR for 1 of 3 frames"));
    EXPECT_NEAR(info.camera.fx, 0.5, 1e-12);
  }
}

TEST(KittiRaw, LeftAndRightHaveOppositeBaselines) {
  const TemporaryFolder folder;
  writeTree(folder.path());
  SourceOptions right;
  right.side = "right";
  const auto l = (*openSource(folder.path()))->at(1, FrameParts::all());
  const auto r = (*openSource(folder.path(), right))->at(1, FrameParts::all());
  ASSERT_TRUE(l && r);
  EXPECT_NEAR(l->stereo->baseline_m, 0.54, 1e-9);
  EXPECT_NEAR(r->stereo->baseline_m, -0.54, 1e-9);
  EXPECT_EQ(l->image[0][0][0].item<int>(), 21);
  EXPECT_EQ(r->image[0][0][0].item<int>(), 31);
  EXPECT_TRUE(l->stereo->image.equal(r->image));
  EXPECT_EQ(l->name, "0000000001");
  EXPECT_NEAR(l->time_s, 0.1, 1e-12);
}

TEST(KittiRaw, AnotherFocalLengthThanTheCalibratedOneIsNoted) {
  const TemporaryFolder folder;
  writeTree(folder.path());
  SourceOptions options;
  const auto notes = [&] { return (*openSource(folder.path(), options))->info().notes; };
  options.camera = "10,10,9.5,4.5";  // the calibrated one
  EXPECT_THAT(notes(), Not(Contains(HasSubstr("depth from stereo"))));
  options.camera = "5,10,9.5,4.5";
  EXPECT_THAT(notes(), Contains(HasSubstr("depth from stereo becomes 0.50 times as large")));
  options.camera.clear();
  options.camera_file = folder.path() / "camera.json";
  writeText(options.camera_file, R"({"width": 20, "height": 10, "fx": 20, "fy": 20, "cx": 9.5, "cy": 4.5})");
  EXPECT_THAT(notes(), Contains(HasSubstr("depth from stereo becomes 2.00 times as large")));
}

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

TEST(KittiRaw, AGapIsABrokenFrame) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  fs::remove(drive / "image_02" / "data" / "0000000001.png");
  const auto source = openSource(drive);
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ((*source)->info().count, 3);
  EXPECT_THAT((*source)->info().notes,
              Contains(AllOf(HasSubstr("1 of 3 images"), HasSubstr("0000000001.png"))));
  EXPECT_THAT(readError(**source, 1), HasSubstr("0000000001.png"));
  EXPECT_EQ(readError(**source, 2), "read");
}

TEST(KittiRaw, BrokenParts) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  fs::resize_file(drive / "velodyne_points" / "data" / "0000000001.bin", 24);
  fs::resize_file(drive / "image_02" / "data" / "0000000002.png", 100);
  writeColour(drive / "image_03" / "data" / "0000000000.png", 18, 10, 1);
  const auto source = openSource(drive);
  ASSERT_TRUE(source);
  EXPECT_THAT(readError(**source, 0), AllOf(HasSubstr("18x10"), HasSubstr("20x10")));
  EXPECT_THAT(readError(**source, 1), AllOf(HasSubstr("0000000001.bin"), HasSubstr("24 bytes")));
  EXPECT_THAT(readError(**source, 2), AllOf(HasSubstr("0000000002.png"), HasSubstr("not a readable image")));
  EXPECT_EQ(readError(**source, 0, {}), "read");
  EXPECT_EQ(readError(**source, 1, {}), "read");
}

TEST(KittiRaw, BadCalibrations) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  const fs::path file = folder.path() / kDate / "calib_cam_to_cam.txt";
  const auto with = [&](const std::string& part, const std::string& instead) {
    std::string text = camToCam();
    writeText(file, text.replace(text.find(part), part.size(), instead));
    return openError(drive);
  };
  EXPECT_THAT(with("P_rect_02", "Q"), AllOf(HasSubstr("calib_cam_to_cam.txt"), HasSubstr("P_rect_02")));
  EXPECT_THAT(with("P_rect_02: 10 ", "P_rect_02: "), HasSubstr("11 numbers, expected 12"));
  EXPECT_THAT(with("P_rect_02: 10 ", "P_rect_02: nan "), HasSubstr("nan"));
  EXPECT_THAT(with("P_rect_02: 10 ", "P_rect_02: -10 "), HasSubstr("impossible intrinsics"));
  EXPECT_THAT(with("S_rect_02: 2.0e+01", "S_rect_02: 0"), HasSubstr("S_rect_02"));
  EXPECT_THAT(with("-4.8", "0.6"), HasSubstr("one place"));
  fs::remove(file);
  EXPECT_THAT(openError(drive), AllOf(HasSubstr("calib_cam_to_cam.txt"), HasSubstr("--camera")));
  SourceOptions given;
  given.camera = "10,10,9.5,4.5";
  const auto source = openSource(drive, given);
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_FALSE((*source)->info().has.stereo);
  EXPECT_EQ((*source)->at(0, FrameParts::all())->camera.origin, CameraOrigin::given);
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

TEST(KittiRaw, SplitReadsItsFramesInItsOrder) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path(), 2);
  writeTree(folder.path(), 9);
  SourceOptions options;
  options.split_file = folder.path() / "split.txt";
  const std::string name = fmt::format("{0}/{0}_drive_000", kDate);
  writeText(options.split_file, fmt::format("{0}9_sync 2 r\n{0}2_sync 0000000001 l\n{0}2_sync 77 l\n"
                                            "2011_09_28/2011_09_28_drive_0001_sync 5 l\n"
                                            "kitti/{0}2_sync/image_03/data/0000000000.jpg x/y.jpg\n",
                                            name));
  for (const auto& path : {folder.path(), drive}) {
    const auto source = openSource(path, options);
    ASSERT_TRUE(source) << source.error().message();
    EXPECT_EQ((*source)->info().count, 5);
    EXPECT_THAT((*source)->info().notes,
                Contains(AllOf(HasSubstr("2 of 5 images"), HasSubstr("0000000077.png"))));
    const auto first = (*source)->at(0, FrameParts::all());
    ASSERT_TRUE(first) << first.error().message();
    EXPECT_EQ(first->image[0][0][0].item<int>(), 32);
    EXPECT_LT(first->stereo->baseline_m, 0);
    EXPECT_EQ(first->name, "2011_09_26_drive_0009_sync_03_0000000002");
    EXPECT_EQ((*source)->at(1, {})->image[0][0][0].item<int>(), 21);
    EXPECT_THAT(readError(**source, 2), HasSubstr("0000000077.png"));
    EXPECT_EQ((*source)->at(4, {})->image[0][0][0].item<int>(), 30);
  }
  writeText(options.split_file, "9 5 l\n");
  EXPECT_THAT(openError(folder.path(), options), HasSubstr("none of the 1 frames exists"));
}

TEST(KittiRaw, GreyWhereThereIsNoColour) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  writeFrame(drive, 0, 0);
  SourceOptions grey;
  grey.colour = "grey";
  EXPECT_EQ((*openSource(drive, grey))->info().count, 1);
  fs::remove_all(drive / "image_02");
  const auto source = openSource(drive);
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ((*source)->info().count, 1);
  EXPECT_THAT((*source)->info().notes, Contains("grey images"));
  SourceOptions colour;
  colour.colour = "colour";
  EXPECT_THAT(openError(drive, colour), HasSubstr("no images of the left colour camera"));
}

TEST(KittiRaw, RealSample) {
  KERB_NEEDS_REAL_DATA(data);
  const auto source = openSource(data / "kitti_raw");
  ASSERT_TRUE(source) << source.error().message();
  const SourceInfo info = (*source)->info();
  EXPECT_EQ(info.layout, "kitti_raw");
  ASSERT_EQ(info.count, 12);
  EXPECT_EQ(info.width, 1242);
  EXPECT_THAT(info.notes, Contains("LiDAR for 2 of 12 frames"));
  EXPECT_NEAR(info.camera.fx * 1242, 721.5377, 1e-9);
  for (int64_t i = 0; i < info.count; ++i) {
    const auto frame = (*source)->at(i, FrameParts::all());
    ASSERT_TRUE(frame) << frame.error().message();
    ASSERT_EQ(frame->depth_m.has_value(), i == 0 || i == 10);
    if (!frame->depth_m) continue;
    const auto depths = frame->depth_m->masked_select(*frame->depth_m > 0);
    EXPECT_GT(depths.numel(), 10000);
    EXPECT_GT(depths.min().item<float>(), 1);
    EXPECT_LT(depths.max().item<float>(), 120);
    // Hardly a beam reaches the sky; the road ahead of the car is near.
    EXPECT_LT(frame->depth_m->slice(0, 0, 80).count_nonzero().item<int64_t>(), 50);
    const auto road = frame->depth_m->slice(0, 330, 375).slice(1, 500, 740);
    EXPECT_NEAR(road.masked_select(road > 0).median().item<float>(), 7.0, 2.0);
  }
}

}  // namespace
}  // namespace kerb
