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

/// Writes a drive of `count` stereo frames and a split that lists every third one, of both sides.
SourceOptions everyThird(const fs::path& root, int count) {
  const fs::path drive = writeTree(root);
  for (int i = 3; i < count; ++i) {
    writeFrame(drive, 2, i);
    writeFrame(drive, 3, i);
  }
  std::string lines;
  for (const char side : {'l', 'r'}) {
    for (int i = 0; i < count; i += 3)
      lines += fmt::format("{0}/{0}_drive_0002_sync {1} {2}\n", kDate, i, side);
  }
  SourceOptions options;
  options.split_file = root / "third.txt";
  writeText(options.split_file, lines);
  return options;
}

TEST(KittiRaw, ASplitReachesTheFramesBetweenItsOwn) {
  const TemporaryFolder folder;
  const auto source = openSource(folder.path(), everyThird(folder.path(), 9));
  ASSERT_TRUE(source) << source.error().message();
  ASSERT_EQ((*source)->info().count, 6);
  for (int64_t i = 0; i < 6; ++i) {
    const Frame frame = *(*source)->at(i, {});
    const int64_t number = 3 * (i % 3);
    const int64_t red = (i < 3 ? 20 : 30) + number;
    for (const int64_t offset : {-1, 1, 2}) {
      const auto other = (*source)->neighbour(frame, offset, FrameParts::all());
      ASSERT_TRUE(other) << other.error().message();
      const bool exists = number + offset >= 0 && number + offset < 9;
      ASSERT_EQ(other->has_value(), exists) << i << ' ' << offset;
      if (!exists) continue;
      EXPECT_EQ((*other)->image[0][0][0].item<int64_t>(), red + offset);
      EXPECT_EQ((*other)->index, -1);
      EXPECT_TRUE(isNeighbour(frame, **other, offset));
      EXPECT_EQ((*other)->stereo->baseline_m > 0, i < 3);
      EXPECT_EQ((*other)->depth_m.has_value(), number + offset == 1);
    }
  }
  // From a neighbour on; and a listed one keeps its index.
  const auto second = *(*source)->neighbour(*(*source)->at(0, {}), 1, {});
  const auto third = *(*source)->neighbour(*second, 2, {});
  EXPECT_EQ(third->image[0][0][0].item<int>(), 23);
}

TEST(KittiRaw, NeighboursInAList) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path(), 2);
  writeTree(folder.path(), 5);
  fs::remove(drive / "image_02" / "data" / "0000000001.png");
  const auto source = openSource(folder.path());
  ASSERT_EQ((*source)->info().count, 6);
  EXPECT_FALSE(*(*source)->neighbour(*(*source)->at(0, {}), 1, {})) << "a gap is no neighbour";
  EXPECT_EQ((*(*source)->neighbour(*(*source)->at(0, {}), 2, {}))->index, 2);
  EXPECT_FALSE(*(*source)->neighbour(*(*source)->at(2, {}), 1, {})) << "another drive";
  EXPECT_FALSE(*(*source)->neighbour(*(*source)->at(3, {}), -1, {}));
  fs::resize_file(driveFolder(folder.path(), 5) / "image_02" / "data" / "0000000001.png", 60);
  const auto broken = (*source)->neighbour(*(*source)->at(3, {}), 1, {});
  ASSERT_FALSE(broken);
  EXPECT_THAT(broken.error().message(), HasSubstr("0000000001.png"));
}

TEST(KittiRaw, WhatCannotBeListedIsAnError) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  for (const fs::path& part : {fs::path("velodyne_points") / "data", fs::path("oxts") / "data",
                               fs::path("image_03") / "data", fs::path("proj_depth/groundtruth/image_02")}) {
    fs::remove_all(drive / part);
    writeText(drive / part, "a file");
    EXPECT_THAT(openError(folder.path()), AllOf(HasSubstr(part.string()), HasSubstr("cannot list"))) << part;
    fs::remove(drive / part);
    EXPECT_EQ(openError(folder.path()), "opened") << part;
  }
}

TEST(KittiRaw, TimeStamps) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  const fs::path file = drive / "image_02" / "timestamps.txt";
  writeText(file, "2011-12-31 23:59:59.990000000\n2012-01-01 00:00:00.093500000\n");
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ((*source)->at(0, {})->time_s, 0);
  EXPECT_NEAR((*source)->at(1, {})->time_s, 0.1035, 1e-9);
  EXPECT_NEAR((*source)->at(2, {})->time_s, 0.2, 1e-9) << "no line: 10 Hz";
  writeText(file, "2011-12-31 23:59:59.99\n2011-13-01 00:00:00.1\n");
  EXPECT_THAT(openError(folder.path()), AllOf(HasSubstr("timestamps.txt:2"), HasSubstr("2011-13-01")));
}

std::string oxts(double lat, double lon, double alt, double yaw) {
  std::string text = fmt::format("{:.15} {:.15} {} 0 0 {:.15}", lat, lon, alt, yaw);
  for (int i = 6; i < 30; ++i) text += " 0";
  return text;
}

/// The IMU as the Velodyne, that is x forward, y left, z up; the car drives 2 m north a frame, heading north.
void writePoses(const fs::path& root, const fs::path& drive) {
  writeText(root / kDate / "calib_imu_to_velo.txt",
            fmt::format("calib_time: 25-May-2012 16:47:16\nR: {}\nT: 0 0 0\n", kIdentity));
  const double metres_per_degree = 6378137.0 * 3.14159265358979323846 / 180;
  for (int i = 0; i < 3; ++i)
    writeText(drive / "oxts" / "data" / fmt::format("{:010}.txt", i),
              oxts(49 + 2.0 * i / metres_per_degree, 8.4, 110 + 0.5 * i, 3.14159265358979323846 / 2));
}

TEST(KittiRaw, PosesFromGpsAndImu) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  writePoses(folder.path(), drive);
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_TRUE((*source)->info().has_poses);
  for (int i = 0; i < 3; ++i) {
    const Frame frame = *(*source)->at(i, {});
    ASSERT_TRUE(frame.world_from_camera);
    // Mercator at the first latitude: true metres on the ground. z forward, y down.
    EXPECT_TRUE(
        frame.world_from_camera->translation().isApprox(Eigen::Vector3d(0, -0.5 * i, 2.0 * i), 1e-4) ||
        i == 0)
        << frame.world_from_camera->translation();
    EXPECT_TRUE(frame.world_from_camera->linear().isIdentity(1e-9));
  }
  EXPECT_TRUE((*source)->at(0, {})->world_from_camera->isApprox(Eigen::Isometry3d::Identity(), 1e-9));
}

TEST(KittiRaw, PosesTurnAboutTheImuNotTheCamera) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  writePoses(folder.path(), drive);
  // The camera 1 m ahead of the IMU: after a left turn on the spot it is 1 m left and 1 m back.
  writeText(folder.path() / kDate / "calib_imu_to_velo.txt", fmt::format("R: {}\nT: -1 0 0\n", kIdentity));
  writeText(drive / "oxts" / "data" / "0000000000.txt", oxts(49, 8.4, 110, 0));
  writeText(drive / "oxts" / "data" / "0000000001.txt", oxts(49, 8.4, 110, 3.14159265358979323846 / 2));
  const auto source = openSource(folder.path());
  const auto pose = (*source)->at(1, {})->world_from_camera;
  ASSERT_TRUE(pose);
  // Camera 2 lies 6 cm to the left of camera 0 here (P(0,3) = 0.6, fx = 10), so at (1, 0.06) before the turn
  // and at (-0.06, 1) after it, seen from the IMU with x forward and y left.
  EXPECT_TRUE(pose->translation().isApprox(Eigen::Vector3d(-0.94, 0, -1.06), 1e-6)) << pose->translation();
  EXPECT_TRUE((pose->linear() * Eigen::Vector3d::UnitZ()).isApprox(-Eigen::Vector3d::UnitX(), 1e-9));
}

/// Camera 0 turned by 90 degrees about z against the rectified cameras.
TEST(KittiRaw, PosesGoThroughTheRectification) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  writePoses(folder.path(), drive);
  std::string calibration = camToCam();
  const std::string identity = fmt::format("R_rect_00: {}", kIdentity);
  calibration.replace(calibration.find(identity), identity.size(), "R_rect_00: 0 -1 0 1 0 0 0 0 1");
  writeText(folder.path() / kDate / "calib_cam_to_cam.txt", calibration);
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << source.error().message();
  const auto pose = (*source)->at(2, {})->world_from_camera;
  ASSERT_TRUE(pose);
  // 1 m up is -y of camera 0, and x of what (x, y) -> (-y, x) makes of it.
  EXPECT_TRUE(pose->translation().isApprox(Eigen::Vector3d(1, 0, 4), 1e-4)) << pose->translation();
}

TEST(KittiRaw, BadPoses) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  writePoses(folder.path(), drive);
  writeText(drive / "oxts" / "data" / "0000000001.txt", "49 8 110 0 0 0\n");
  EXPECT_THAT(readError(**openSource(folder.path()), 1),
              AllOf(HasSubstr("0000000001.txt"), HasSubstr("6 numbers, expected the 30")));
  writeText(drive / "oxts" / "data" / "0000000000.txt", "x\n");
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_FALSE((*source)->info().has_poses);
  EXPECT_THAT((*source)->info().notes, Contains(HasSubstr("no poses")));
  writeText(folder.path() / kDate / "calib_imu_to_velo.txt", "R: 1 0 0 0 1 0 0 0 2\nT: 0 0 0\n");
  EXPECT_THAT(openError(folder.path()), AllOf(HasSubstr("calib_imu_to_velo.txt"), HasSubstr("no rotation")));
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
  EXPECT_THAT(openError(folder.path(), improved), HasSubstr("auto, lidar or improved"));
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

TEST(KittiRaw, MissingSidesAndUnrectifiedDrivesAreSaid) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  fs::remove_all(drive / "image_03");
  const fs::path extract = folder.path() / kDate / fmt::format("{}_drive_0007_extract", kDate);
  writeFrame(extract, 2, 0);
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ((*source)->info().count, 3);
  EXPECT_FALSE((*source)->info().has.stereo);
  EXPECT_THAT((*source)->info().notes,
              Contains("no stereo: image_03 is missing in 2011_09_26_drive_0002_sync"));
  EXPECT_THAT((*source)->info().notes, Contains(HasSubstr("left out: 1 drive named")));
  EXPECT_THAT(openError(extract), AllOf(HasSubstr("not rectified"), HasSubstr("_sync")));
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
  EXPECT_THAT(info.notes, Contains(HasSubstr("image_03 is missing")));
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

TEST(KittiRaw, RealSplitsOverARealDrive) {
  KERB_NEEDS_REAL_DATA(data);
  const TemporaryFolder folder;
  SourceOptions options;
  options.split_file = folder.path() / "split.txt";
  writeText(options.split_file,
            "2011_09_26/2011_09_26_drive_9999_sync 4 l\n"
            "2011_09_26/2011_09_26_drive_9999_sync 0 l\n");
  const auto source = openSource(data / "kitti_raw", options);
  ASSERT_TRUE(source) << source.error().message();
  const auto whole = openSource(data / "kitti_raw");
  const auto next = (*source)->neighbour(*(*source)->at(0, {}), 1, {});
  ASSERT_TRUE(next && *next);
  EXPECT_TRUE((*next)->image.equal((*whole)->at(5, {})->image));
  EXPECT_FALSE(*(*source)->neighbour(*(*source)->at(1, {}), -1, {}));
}

}  // namespace
}  // namespace kerb
